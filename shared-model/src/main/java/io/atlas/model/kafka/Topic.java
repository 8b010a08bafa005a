package io.atlas.model.kafka;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every topic with its settings: the one table. Names go without the prefix. */
public enum Topic {
  ACTION_FIRED("action-fired", Policy.DELETE, Duration.ofDays(7), Size.FOUR_MIB),
  ACTION_EXECUTED("action-executed", Policy.DELETE, Duration.ofDays(7), Size.ONE_MIB),
  ACTION_DELAYED_1S("action-delayed.1s", Duration.ofSeconds(1)),
  ACTION_DELAYED_5S("action-delayed.5s", Duration.ofSeconds(5)),
  ACTION_DELAYED_30S("action-delayed.30s", Duration.ofSeconds(30)),
  ACTION_DELAYED_2M("action-delayed.2m", Duration.ofMinutes(2)),
  ACTION_DELAYED_10M("action-delayed.10m", Duration.ofMinutes(10)),
  ACTION_DELAYED_1H("action-delayed.1h", Duration.ofHours(1)),
  ACTION_DELAYED_6H("action-delayed.6h", Duration.ofHours(6)),
  ACTION_DELAYED_ORDERED(
      "action-delayed.ordered", Policy.DELETE, Duration.ofDays(30), Size.FOUR_MIB),
  ACTION_DEAD("action-dead", Policy.DELETE, Duration.ofDays(30), Size.FIVE_MIB),
  RETRY_CANCELLATIONS(
      "retry-cancellations", Policy.COMPACT_AND_DELETE, Duration.ofDays(30), Size.ONE_MIB),
  ACTIONS("actions", Policy.COMPACT, Duration.ofDays(1), Size.ONE_MIB),
  CONNECTIONS("connections", Policy.COMPACT, Duration.ofDays(1), Size.ONE_MIB),
  TOKEN_REQUESTS("token-requests", Policy.DELETE, Duration.ofHours(1), Size.ONE_MIB),
  TOKENS("tokens", Policy.COMPACT_AND_DELETE, Duration.ofDays(2), Size.ONE_MIB),
  CREDENTIAL_TESTS("credential-tests", Policy.DELETE, Duration.ofHours(1), Size.ONE_MIB),
  CREDENTIAL_TEST_RESULTS(
      "credential-test-results", Policy.DELETE, Duration.ofHours(1), Size.ONE_MIB),
  SECRET_PROMOTIONS("secret-promotions", Policy.DELETE, Duration.ofDays(1), Size.ONE_MIB),
  SECRET_REMINDERS("secret-reminders", Policy.DELETE, Duration.ofDays(30), Size.ONE_MIB),
  SERVICE_STATUS("service-status", Policy.COMPACT_AND_DELETE, Duration.ofDays(1), Size.ONE_MIB),
  NOTICES("notices", Policy.DELETE, Duration.ofDays(30), Size.ONE_MIB);

  /**
   * Partitions of every topic unless set otherwise. Owners are matched by partition number: delay
   * topics have at least as many as {@code action-fired}, which may grow; {@code tokens} has as
   * many as {@code token-requests}, which may not, because a connection would have another owner.
   */
  public static final int PARTITIONS = 8;

  /** The delay topics by rising delay, without the ordered one. */
  public static final List<Topic> DELAYED =
      Stream.of(values())
          .filter(topic -> topic.delay != null)
          .sorted(Comparator.comparing(Topic::delay))
          .toList();

  private static final Duration TOMBSTONES_KEPT = Duration.ofDays(1);

  private static final Duration COMPACTED_WITHIN = Duration.ofHours(1);

  /** Each key is written every few seconds, and who starts reads all that was not compacted. */
  private static final Duration STATUS_COMPACTED_WITHIN = Duration.ofMinutes(5);

  private final String suffix;
  private final Policy policy;
  private final Duration kept;
  private final Size size;
  private final @Nullable Duration delay;

  Topic(String suffix, Policy policy, Duration kept, Size size) {
    this(suffix, policy, kept, size, null);
  }

  /** A tier: it holds events for the delay at most. */
  Topic(String suffix, Duration delay) {
    this(suffix, Policy.DELETE, Duration.ofDays(30), Size.FOUR_MIB, delay);
  }

  Topic(String suffix, Policy policy, Duration kept, Size size, @Nullable Duration delay) {
    this.suffix = suffix;
    this.policy = policy;
    this.kept = kept;
    this.size = size;
    this.delay = delay;
  }

  /** Whether its partitions grow with those of {@code action-fired}. */
  boolean growsWithFired() {
    return this == ACTION_FIRED || this == ACTION_DELAYED_ORDERED || DELAYED.contains(this);
  }

  /** The full name, for instance {@code atlas.actions} with the prefix {@code atlas.}. */
  public String name(String prefix) {
    return prefix + suffix;
  }

  /** The name without a prefix. */
  public String suffix() {
    return suffix;
  }

  /** For how long at most it holds events; zero but for {@link #DELAYED}. */
  public Duration delay() {
    return delay == null ? Duration.ZERO : delay;
  }

  /** How long records live; for a topic that is only compacted, how long its tombstones do. */
  public Duration kept() {
    return kept;
  }

  /**
   * How long the tombstones of a compacted topic live: a reader that was away for longer may have
   * missed some.
   */
  public Duration tombstonesKept() {
    return TOMBSTONES_KEPT;
  }

  /** The largest message, in bytes. */
  public int maxMessageBytes() {
    return size.bytes;
  }

  public boolean compacted() {
    return policy != Policy.DELETE;
  }

  /** The topic's configuration as the broker names it. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cleanup.policy", policy.value);
    settings.put("max.message.bytes", Integer.toString(size.bytes));
    settings.put("compression.type", "producer");
    // Who fell silent is told by one clock, the broker's.
    settings.put("message.timestamp.type", this == SERVICE_STATUS ? "LogAppendTime" : "CreateTime");
    if (compacted()) {
      Duration within = this == SERVICE_STATUS ? STATUS_COMPACTED_WITHIN : COMPACTED_WITHIN;
      settings.put("delete.retention.ms", millis(TOMBSTONES_KEPT));
      settings.put("max.compaction.lag.ms", millis(within));
      settings.put("segment.ms", millis(within));
    } else {
      // A segment is only dropped as a whole, so it must not be longer than what it keeps.
      Duration segment =
          Stream.of(kept.dividedBy(6), Duration.ofDays(1)).min(Duration::compareTo).get();
      settings.put("segment.ms", millis(segment));
    }
    if (policy != Policy.COMPACT) {
      settings.put("retention.ms", millis(kept));
    }
    return settings;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private enum Policy {
    DELETE("delete"),
    COMPACT("compact"),
    COMPACT_AND_DELETE("compact,delete");

    private final String value;

    Policy(String value) {
      this.value = value;
    }
  }

  private enum Size {
    ONE_MIB(1 << 20),
    FOUR_MIB(4 << 20),
    FIVE_MIB(5 << 20);

    private final int bytes;

    Size(int bytes) {
      this.bytes = bytes;
    }
  }
}
