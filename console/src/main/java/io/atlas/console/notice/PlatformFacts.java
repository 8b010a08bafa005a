package io.atlas.console.notice;

import io.atlas.console.status.GroupLag;
import io.atlas.console.status.InstanceState;
import io.atlas.console.status.PlatformStatus;
import io.atlas.console.status.TroubledTarget;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.Notice.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lost instances, open circuits, lags that grow: what this console has heard. Another one has heard
 * it a moment earlier or later, so one of them is believed until it says nothing for a while.
 */
@Component
class PlatformFacts implements Facts {

  private static final Duration BELIEVED = Duration.ofSeconds(15);
  private static final int GROWING_MINUTES = 5;
  private static final String OPERATIONS = "/operations/instances";

  /** A console that has just started does not know whether a lag grows: what is raised stays. */
  private static final String SQL =
      """
      SELECT f.account_id, f.subject, f.kind, 0 AS level, f.since, f.summary
          || CASE WHEN n.action_id IS NULL THEN '' ELSE ' for “' || n.name || '”' END AS summary,
        f.hint, f.link, f.action_id, CAST(NULL AS text) AS connection_id
      FROM jsonb_to_recordset(CAST(:heard AS jsonb)) AS f (account_id text, subject text, kind text,
        since timestamptz, summary text, hint text, link text, action_id text, certain boolean)
      LEFT JOIN action_name n ON n.action_id = f.action_id AND n.account_id = f.account_id
      WHERE f.certain OR EXISTS (SELECT FROM notice o WHERE o.account_id = f.account_id
        AND o.subject = f.subject AND o.state = 'RAISED')
      """;

  private final PlatformStatus status;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final String console = UUID.randomUUID().toString();

  PlatformFacts(PlatformStatus status, JdbcClient jdbc, Clock clock) {
    this.status = status;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A line of what was heard.
   *
   * @param account_id empty for the platform
   * @param certain false for what keeps a notice up, and raises none
   */
  record Heard(
      String account_id,
      String subject,
      Kind kind,
      Instant since,
      String summary,
      String hint,
      String link,
      @Nullable String action_id,
      boolean certain) {}

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.INSTANCE_LOST, Kind.CIRCUIT_OPEN, Kind.LAG_GROWING);
  }

  @Override
  public Optional<Question> now() {
    Optional<List<InstanceState>> instances = status.instances().known();
    Optional<List<TroubledTarget>> circuits = status.circuits().known();
    Optional<List<GroupLag>> lag = status.lag().known();
    if (instances.isEmpty() || circuits.isEmpty() || lag.isEmpty() || !isBelieved()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    List<Heard> heard =
        Stream.of(
                instances.get().stream().filter(InstanceState::lost).map(PlatformFacts::lost),
                circuits.get().stream().map(PlatformFacts::open),
                lag.get().stream()
                    .filter(each -> grows(each) || each.minuteAgo() == null)
                    .map(each -> growing(each, now)))
            .flatMap(each -> each)
            .toList();
    return Optional.of(
        new Question(
            SQL, Map.of("heard", new String(EventJson.write(heard), StandardCharsets.UTF_8))));
  }

  /** Whether this console is the one, or becomes it now; within the caller's transaction. */
  private boolean isBelieved() {
    Instant now = clock.instant();
    return jdbc.sql(
                """
                INSERT INTO notice_watch AS w (console, until) VALUES (:me, :until)
                ON CONFLICT (only_row) DO UPDATE
                  SET console = excluded.console, until = excluded.until
                WHERE w.console = excluded.console OR w.until < :now
                """)
            .param("me", console)
            .param("until", Times.utc(now.plus(BELIEVED)))
            .param("now", Times.utc(now))
            .update()
        == 1;
  }

  private static Heard lost(InstanceState instance) {
    return new Heard(
        "",
        "instance/" + instance.service() + '/' + instance.instance(),
        Kind.INSTANCE_LOST,
        instance.heardAt(),
        "An instance of " + instance.service() + " is lost: " + instance.instance(),
        "See whether its process runs, and start it again; others do its work meanwhile.",
        OPERATIONS,
        null,
        true);
  }

  private static Heard open(TroubledTarget target) {
    return new Heard(
        target.accountId(),
        "action/" + target.actionId() + "/circuit",
        Kind.CIRCUIT_OPEN,
        target.since(),
        (target.host() == null ? "A target" : target.host()) + " is given a rest",
        target.lastCategory() == null
            ? "It does not answer. Events wait, and are tried again by themselves."
            : target.lastCategory().summary() + " Events wait, and are tried again by themselves.",
        "/actions/" + target.actionId() + "/health",
        target.actionId(),
        true);
  }

  private static boolean grows(GroupLag lag) {
    return lag.growingMinutes() >= GROWING_MINUTES;
  }

  private static Heard growing(GroupLag lag, Instant now) {
    return new Heard(
        "",
        "lag/" + lag.group() + '/' + lag.topic(),
        Kind.LAG_GROWING,
        lag.oldestUnread() == null ? now : lag.oldestUnread(),
        "What "
            + lag.group()
            + " has not read of "
            + lag.topic()
            + " has grown for "
            + Math.max(lag.growingMinutes(), GROWING_MINUTES)
            + " minutes",
        "See whether its instances run and keep up; start more of them.",
        OPERATIONS,
        null,
        grows(lag));
  }
}
