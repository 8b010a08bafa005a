package io.atlas.console.history;

import io.atlas.kit.rate.AccountShares;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.text.LowerCase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds executions by the beginning of their ids, which is what pages show. Thread-safe. */
@Component
public class ExecutionSearch {

  /** Fewer would be the beginning of too many. */
  private static final int SHORTEST = 4;

  private static final int LONGEST_SECONDS = 5;
  private static final int QUESTIONS_AT_ONCE = 2;

  private final JdbcClient jdbc;
  private final AccountShares shares =
      new AccountShares(QUESTIONS_AT_ONCE, Duration.ofSeconds(LONGEST_SECONDS));

  ExecutionSearch(DataSource database) {
    JdbcTemplate bounded = new JdbcTemplate(database);
    bounded.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = JdbcClient.create(bounded);
  }

  /** An execution of which little is known yet. */
  public record Found(String executionId, String actionId, Outcome outcome, Instant firedAt) {}

  /** At most so many; none where the words are no beginning of an id. */
  public List<Found> startingWith(String accountId, String words, int most) {
    String typed = LowerCase.ascii(words.strip());
    return next(typed)
        .map(next ->
            shares.use(
                accountId,
                () ->
                    jdbc.sql(
                            """
                            SELECT execution_id, action_id, outcome, fired_at FROM execution
                            WHERE account_id = :account AND execution_id >= :typed
                              AND execution_id < :next AND starts_with(execution_id, :typed)
                            ORDER BY execution_id LIMIT :most
                            """)
                        .param("account", accountId)
                        .param("typed", typed)
                        .param("next", next)
                        .param("most", most)
                        .query((row, number) ->
                            new Found(
                                row.getString("execution_id"),
                                row.getString("action_id"),
                                Outcome.valueOf(row.getString("outcome")),
                                Times.instant(row, "fired_at")))
                        .list()))
        .orElse(List.of());
  }

  /** The first id after all that begin so; nothing where no id of ours begins so. */
  private static Optional<String> next(String typed) {
    boolean beginning =
        typed.length() >= SHORTEST
            && typed.length() <= 36
            && typed
                .chars()
                .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-');
    if (!beginning) {
      return Optional.empty();
    }
    char last = typed.charAt(typed.length() - 1);
    // '-' comes before '0', '9' before ':', 'f' before 'g'.
    String next = last == '-' ? "." : String.valueOf((char) (last + 1));
    return Optional.of(typed.substring(0, typed.length() - 1) + next);
  }
}
