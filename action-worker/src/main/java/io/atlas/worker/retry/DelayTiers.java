package io.atlas.worker.retry;

import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The delay topics. An event goes to the largest tier not above its remaining wait, is held there
 * for the tier's time at most, and hops on; so every topic is first in, first out, and a head that
 * is not due hides nothing that is.
 */
public final class DelayTiers {

  private static final List<Tier> TIERS =
      List.of(
          new Tier(Topic.ACTION_DELAYED_6H, Duration.ofHours(6)),
          new Tier(Topic.ACTION_DELAYED_1H, Duration.ofHours(1)),
          new Tier(Topic.ACTION_DELAYED_10M, Duration.ofMinutes(10)),
          new Tier(Topic.ACTION_DELAYED_2M, Duration.ofMinutes(2)),
          new Tier(Topic.ACTION_DELAYED_30S, Duration.ofSeconds(30)),
          new Tier(Topic.ACTION_DELAYED_5S, Duration.ofSeconds(5)),
          new Tier(Topic.ACTION_DELAYED_1S, Duration.ofSeconds(1)));

  private static final Map<Topic, Duration> DELAYS =
      TIERS.stream()
          .collect(java.util.stream.Collectors.toUnmodifiableMap(Tier::topic, Tier::delay));

  private DelayTiers() {}

  private record Tier(Topic topic, Duration delay) {}

  /** The largest tier not above the wait; the smallest one for less than that. */
  public static Topic tierFor(Duration remaining) {
    for (Tier tier : TIERS) {
      if (tier.delay().compareTo(remaining) <= 0) {
        return tier.topic();
      }
    }
    return Topic.ACTION_DELAYED_1S;
  }

  /** How long the tier for such a wait holds an event. */
  static Duration hold(Duration remaining) {
    return DELAYS.getOrDefault(tierFor(remaining), Duration.ZERO);
  }

  /** When a record leaves its tier: due, or the tier's delay after it was written. */
  public static Instant releaseAt(Topic tier, Instant writtenAt, Instant due) {
    Instant held = writtenAt.plus(DELAYS.getOrDefault(tier, Duration.ZERO));
    return due.isBefore(held) ? due : held;
  }
}
