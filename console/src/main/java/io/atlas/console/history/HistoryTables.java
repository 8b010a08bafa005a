package io.atlas.console.history;

import java.util.List;
import org.springframework.stereotype.Component;

/** What the log is made of. A first attempt that succeeded stands with its execution alone. */
@Component
class HistoryTables {

  private final ExecutionTable executions;
  private final AttemptTable attempts;
  private final DeadLetterTable deadLetters;
  private final HistoryNews news;

  HistoryTables(
      ExecutionTable executions,
      AttemptTable attempts,
      DeadLetterTable deadLetters,
      HistoryNews news) {
    this.executions = executions;
    this.attempts = attempts;
    this.deadLetters = deadLetters;
    this.news = news;
  }

  /** In the caller's transaction, and tells of it once that is committed. */
  void store(List<HistoryRow> results, List<DeadLetterRow> dead) {
    boolean all = executions.store(Latest.of(results));
    attempts.store(
        all ? results.stream().filter(row -> !Latest.isFirstAndGood(row)).toList() : results);
    deadLetters.store(dead);
    news.tell(HistoryChannel.STORED, results.stream().map(HistoryRow::accountId));
  }
}
