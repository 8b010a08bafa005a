package io.atlas.console.history;

import io.atlas.console.edge.AccountShares;
import io.atlas.kit.sql.Times;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many kinds of failures there are, for a number that stands on every page. Thread-safe. */
@Component
public class RecentFailures {

  /** The newest; whatever else failed is seen once these are dealt with. */
  private static final int LOOKED_AT = 2_000;

  private static final int LONGEST_SECONDS = 2;
  private static final int QUESTIONS_AT_ONCE = 2;

  private final JdbcClient jdbc;
  private final AccountShares shares =
      new AccountShares(QUESTIONS_AT_ONCE, Duration.ofSeconds(LONGEST_SECONDS));

  RecentFailures(DataSource database) {
    JdbcTemplate bounded = new JdbcTemplate(database);
    bounded.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = JdbcClient.create(bounded);
  }

  /** By action and reason, as {@link ExecutionLog#failures} lists them. */
  public int kinds(String accountId, Instant since) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    """
                    SELECT count(DISTINCT (category, action_id)) FROM (
                      SELECT e.category, e.action_id, e.execution_id FROM execution e
                      WHERE e.account_id = :account AND e.state = 'FAILED'
                        AND e.fired_at >= :since
                      ORDER BY e.fired_at DESC LIMIT :newest
                    ) f
                    WHERE f.category IS NOT NULL
                      AND NOT EXISTS (SELECT FROM replay r WHERE r.account_id = :account
                                      AND r.execution_id = f.execution_id)
                    """)
                .param("account", accountId)
                .param("since", Times.utc(since))
                .param("newest", LOOKED_AT)
                .query(Integer.class)
                .single());
  }
}
