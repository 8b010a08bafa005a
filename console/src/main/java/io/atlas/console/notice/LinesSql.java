package io.atlas.console.notice;

/**
 * What needs a person, one row a cause. A notice that follows from another is counted within it,
 * and so is each execution that waits or failed because of one; failures that no notice explains
 * are lines by action and category.
 */
final class LinesSql {

  /**
   * Each notice with the one that it follows from, if any: an action's from its failing connection,
   * from its flag, from its resting target, in this order. What a notice follows from follows from
   * nothing itself, because whatever it could follow from comes first.
   */
  private static final String NOTED =
      """
      raised AS MATERIALIZED (
        SELECT n.*, w.connection_id AS uses
        FROM (SELECT * FROM notice WHERE state = 'RAISED' AND account_id = ANY (:accounts)
              ORDER BY rank, since LIMIT :notices) n
        LEFT JOIN watched_action w ON w.action_id = n.action_id AND w.account_id = n.account_id
          AND w.flag IS NOT NULL
      ), noted AS MATERIALIZED (
        SELECT r.*, coalesce(c.subject, f.subject, o.subject, d.subject) AS cause
        FROM raised r
        LEFT JOIN raised c ON c.kind = 'CONNECTION_FAILING' AND c.connection_id = r.uses
          AND r.kind IN ('ACTION_FLAGGED', 'DEAD_LETTERS', 'SUCCESS_RATE')
        LEFT JOIN raised f ON f.kind = 'ACTION_FLAGGED' AND f.action_id = r.action_id
          AND r.kind IN ('DEAD_LETTERS', 'SUCCESS_RATE')
        LEFT JOIN raised o ON o.kind = 'CIRCUIT_OPEN' AND o.action_id = r.action_id
          AND r.kind IN ('DEAD_LETTERS', 'SUCCESS_RATE')
        LEFT JOIN raised d ON d.kind = 'DEAD_LETTERS' AND d.action_id = r.action_id
          AND r.kind = 'SUCCESS_RATE'
      ), lone AS MATERIALIZED (
        SELECT * FROM noted WHERE cause IS NULL
      )
      """;

  /**
   * Each execution with the notice that it waits or failed because of, if any. What waits or failed
   * for want of a token is a connection's, or a flag's; what waits for a target is not, whatever
   * its connection does. What failed before something turned bad did not fail because of it; clocks
   * may differ by a minute.
   */
  private static final String PLACED =
      """
      stuck AS MATERIALIZED (
        (SELECT execution_id, action_id, connection_id, state, category, fired_at, started_at
         FROM execution e WHERE e.account_id = :account AND e.state = 'FAILED'
           AND e.fired_at >= :since
         ORDER BY e.fired_at DESC LIMIT :executions)
        UNION ALL
        (SELECT execution_id, action_id, connection_id, state, category, fired_at, started_at
         FROM execution e WHERE e.account_id = :account AND e.state = 'RETRYING'
           AND e.fired_at >= :since
         ORDER BY e.fired_at DESC LIMIT :executions)
      ), left_over AS MATERIALIZED (
        SELECT x.*, x.category = ANY (:credentials) AS credentials
        FROM stuck x
        WHERE x.category IS NOT NULL AND (x.state = 'RETRYING'
          OR NOT EXISTS (SELECT FROM replay r WHERE r.account_id = :account
                         AND r.execution_id = x.execution_id))
      ), placed AS MATERIALIZED (
        SELECT x.state, x.category, x.action_id, x.fired_at,
          coalesce(c.subject, f.subject, o.subject, d.subject, s.subject) AS cause
        FROM left_over x
        LEFT JOIN watched_action w ON w.action_id = x.action_id AND w.account_id = :account
          AND w.flag IS NOT NULL
        LEFT JOIN lone c ON c.kind = 'CONNECTION_FAILING' AND x.credentials
          AND c.connection_id = coalesce(w.connection_id, x.connection_id)
          AND (x.state = 'RETRYING' OR x.started_at >= c.since - interval '1 minute')
        LEFT JOIN lone f ON f.kind = 'ACTION_FLAGGED' AND x.credentials
          AND f.action_id = x.action_id
          AND (x.state = 'RETRYING' OR x.started_at >= f.since - interval '1 minute')
        LEFT JOIN lone o ON o.kind = 'CIRCUIT_OPEN' AND o.action_id = x.action_id
          AND (x.state = 'RETRYING' OR x.started_at >= o.since - interval '1 minute')
        LEFT JOIN lone d ON d.kind = 'DEAD_LETTERS' AND d.action_id = x.action_id
          AND (x.state = 'RETRYING' OR x.started_at >= d.since - interval '1 minute')
        LEFT JOIN lone s ON s.kind = 'SUCCESS_RATE' AND s.action_id = x.action_id
          AND (x.state = 'RETRYING' OR x.started_at >= s.since - interval '1 minute')
      ), numbers AS (
        SELECT cause, count(*) FILTER (WHERE state = 'RETRYING') AS waiting,
          count(*) FILTER (WHERE state = 'FAILED') AS failed
        FROM placed WHERE cause IS NOT NULL GROUP BY cause
      ), touched AS (
        SELECT cause, count(DISTINCT action_id) AS actions
        FROM (SELECT cause, action_id FROM noted UNION ALL SELECT cause, action_id FROM placed) t
        WHERE cause IS NOT NULL GROUP BY cause
      ), looked AS (
        SELECT (SELECT count(*) FROM raised) >= :notices OR EXISTS (
          SELECT FROM stuck GROUP BY state HAVING count(*) >= :executions) AS more
      )
      """;

  private static final String LINES =
      """
      lines AS (
        SELECT kind, rank, since, subject, summary, hint, link, action_id,
          CAST(NULL AS text) AS category, coalesce(actions, 0) AS actions,
          coalesce(waiting, 0) AS waiting, coalesce(failed, 0) AS failed
        FROM lone
        LEFT JOIN numbers ON numbers.cause = subject LEFT JOIN touched ON touched.cause = subject
        UNION ALL
        SELECT NULL, NULL, max(fired_at), action_id || '/' || category, NULL, NULL, NULL, action_id,
          category, 1, 0, count(*)
        FROM placed WHERE cause IS NULL AND state = 'FAILED' GROUP BY action_id, category
      )
      """;

  private static final String LINED = "WITH " + NOTED + ", " + PLACED + ", " + LINES;

  static final String COUNT = LINED + "SELECT count(*) FROM lines";

  static final String ROWS =
      LINED
          + """
          SELECT * FROM (
            SELECT lines.*, looked.more, count(*) OVER (PARTITION BY kind) AS of_kind,
              row_number() OVER (PARTITION BY kind
                ORDER BY CASE WHEN kind IS NULL THEN -failed END, since, subject) AS place
            FROM lines, looked) l
          WHERE place <= :rows ORDER BY rank NULLS LAST, place
          """;

  private LinesSql() {}
}
