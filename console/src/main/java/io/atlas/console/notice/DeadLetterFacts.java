package io.atlas.console.notice;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.Notice.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Actions whose events die: raised beyond a number within ten minutes, and over once none died for
 * ten minutes, so that a number near the limit does not raise it again and again.
 */
@Component
class DeadLetterFacts implements Facts {

  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static final String SQL =
      """
      SELECT d.account_id, d.subject, 'DEAD_LETTERS' AS kind, 0 AS level, d.since,
        d.count || CASE d.count WHEN 1 THEN ' event' ELSE ' events' END || ' of “' || d.name
          || '” failed for good within 10 minutes' AS summary,
        'Look at the reason; once it is gone, replay them.' AS hint,
        '/executions?outcome=FAILED&actionId=' || d.action_id AS link,
        d.action_id, CAST(NULL AS text) AS connection_id
      FROM (
        SELECT n.account_id, n.action_id, n.name, count(*) AS count, min(l.died_at) AS since,
          'action/' || n.action_id || '/dead-letters' AS subject
        FROM dead_letter l JOIN action_name n ON n.action_id = l.action_id
        WHERE l.died_at >= :from GROUP BY n.account_id, n.action_id, n.name
      ) d
      WHERE d.count >= :limit
        OR EXISTS (SELECT FROM notice o WHERE o.account_id = d.account_id
                   AND o.subject = d.subject AND o.state = 'RAISED')
      """;

  private final Clock clock;
  private final int limit;

  DeadLetterFacts(Clock clock, NoticeSettings settings) {
    this.clock = clock;
    this.limit = settings.deadLetters();
  }

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.DEAD_LETTERS);
  }

  @Override
  public Question now() {
    Instant now = clock.instant();
    return new Question(SQL, Map.of("from", Times.utc(now.minus(WINDOW)), "limit", limit));
  }
}
