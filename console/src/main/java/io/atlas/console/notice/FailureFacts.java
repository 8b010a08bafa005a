package io.atlas.console.notice;

import io.atlas.console.figures.Series;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.Notice.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Actions that fail, those of an account that are not counted apart, and events that are of no
 * account, by the figures of ten minutes: every dead letter has a result that failed. Each limit is
 * another one for what is raised already, so that a number near it does not raise it again and
 * again. Used by one thread.
 */
@Component
class FailureFacts implements Facts {

  private static final Duration WINDOW = Duration.ofMinutes(10);

  /** The figures of ten minutes are many rows: looked at this much more seldom. */
  private static final int ROUNDS = 5;

  /** A rate of fewer results says nothing. */
  private static final int FEWEST_RESULTS = 20;

  private static final String SQL =
      """
      WITH minutes AS MATERIALIZED (
        SELECT account_id, action_id, sum(failed) AS failed, sum(succeeded) AS succeeded,
          min(at) FILTER (WHERE failed > 0) AS since
        FROM figures_minute WHERE grain = 3 AND at >= :from
        GROUP BY account_id, action_id HAVING sum(failed) > 0
      ), failing AS (
        SELECT m.*, n.name FROM minutes m JOIN action_name n
          ON n.action_id = m.action_id AND n.account_id = m.account_id
      ), unowned AS (
        -- What the platform's row of a minute counts beyond those of all accounts.
        SELECT sum(failed) AS failed, min(at) AS since
        FROM (SELECT at, sum(CASE account_id WHEN '' THEN failed ELSE -failed END) AS failed
              FROM figures_minute WHERE grain = 0 AND at >= :from GROUP BY at) m
        WHERE failed > 0 HAVING sum(failed) > 0
      )
      SELECT d.account_id, 'action/' || d.action_id || '/dead-letters' AS subject,
        'DEAD_LETTERS' AS kind, 0 AS level, d.since,
        d.failed || CASE d.failed WHEN 1 THEN ' event' ELSE ' events' END || ' of “' || d.name
          || '” failed for good within 10 minutes' AS summary,
        'Look at the reason; once it is gone, replay them.' AS hint,
        '/executions?outcome=FAILED&actionId=' || d.action_id AS link,
        d.action_id, CAST(NULL AS text) AS connection_id
      FROM failing d
      WHERE d.failed >= :limit OR EXISTS (
        SELECT FROM notice o WHERE o.account_id = d.account_id AND o.state = 'RAISED'
          AND o.subject = 'action/' || d.action_id || '/dead-letters')
      UNION ALL
      SELECT d.account_id, 'action/' || d.action_id || '/success-rate', 'SUCCESS_RATE', 0, d.since,
        round(100.0 * d.succeeded / (d.succeeded + d.failed), 1) || ' % of “' || d.name
          || '” succeeded within 10 minutes',
        'Look at the reasons; once they are gone, replay what failed.',
        '/executions?outcome=FAILED&actionId=' || d.action_id, d.action_id, NULL
      FROM failing d
      WHERE (d.succeeded + d.failed >= :fewest
          AND d.succeeded < :rate * (d.succeeded + d.failed))
        OR (d.succeeded < :enough * (d.succeeded + d.failed) AND EXISTS (
          SELECT FROM notice o WHERE o.account_id = d.account_id AND o.state = 'RAISED'
            AND o.subject = 'action/' || d.action_id || '/success-rate'))
      UNION ALL
      SELECT m.account_id, 'dead-letters/others', 'DEAD_LETTERS', 0, m.since,
        m.failed || CASE m.failed WHEN 1 THEN ' event' ELSE ' events' END
          || ' of actions that are not counted apart failed for good within 10 minutes',
        'More actions failed or succeeded at once than are counted one by one. Look at the reasons;'
          || ' once they are gone, replay them.',
        '/executions?outcome=FAILED', NULL, NULL
      FROM minutes m
      WHERE m.action_id = :others AND m.account_id <> '' AND (m.failed >= :limit OR EXISTS (
        SELECT FROM notice o WHERE o.account_id = m.account_id AND o.state = 'RAISED'
          AND o.subject = 'dead-letters/others'))
      UNION ALL
      SELECT '', 'dead-letters/no-account', 'DEAD_LETTERS_OF_NO_ACCOUNT', 0, u.since,
        u.failed || CASE u.failed WHEN 1 THEN ' event' ELSE ' events' END
          || ' of no account failed for good within 10 minutes',
        'Nobody can read them, or has their action. See what was published, and by whom.',
        '/operations/dead-letters', NULL, NULL
      FROM unowned u
      WHERE u.failed >= :limit OR EXISTS (
        SELECT FROM notice o WHERE o.account_id = '' AND o.state = 'RAISED'
          AND o.subject = 'dead-letters/no-account')
      """;

  private final Clock clock;
  private final NoticeSettings settings;
  private Instant next = Instant.MIN;

  FailureFacts(Clock clock, NoticeSettings settings) {
    this.clock = clock;
    this.settings = settings;
  }

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.DEAD_LETTERS, Kind.SUCCESS_RATE, Kind.DEAD_LETTERS_OF_NO_ACCOUNT);
  }

  @Override
  public Optional<Question> now() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return Optional.empty();
    }
    next = now.plus(settings.every().multipliedBy(ROUNDS));
    return Optional.of(
        new Question(
            SQL,
            Map.of(
                "from",
                Times.utc(now.minus(WINDOW).truncatedTo(ChronoUnit.MINUTES)),
                "limit",
                settings.deadLetters(),
                "others",
                Series.OTHERS,
                "fewest",
                FEWEST_RESULTS,
                "rate",
                settings.successRate(),
                "enough",
                (1 + settings.successRate()) / 2)));
  }
}
