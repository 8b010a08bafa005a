package io.atlas.console.frame;

import io.atlas.console.edge.Refusal;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

/** Why the history gave no answer: it is away, or it was asked for too much. */
final class HistoryFailure {

  private static final Logger log = LoggerFactory.getLogger(HistoryFailure.class);

  /** In seconds: by then what is asked for is answered, or given up. */
  static final String RETRY_AFTER = "5";

  private static final Refusal AWAY =
      new Refusal(
          503,
          "The history can't be read at the moment",
          "The history's database is not available. Actions go on firing meanwhile, and what happens"
              + " now is recorded when it is back.");

  private static final Refusal TOO_WIDE =
      new Refusal(
          422,
          "That would take too long",
          "There is too much to look through. Narrow the filter: choose an action, an outcome or a"
              + " shorter time.");

  private static final Refusal BUSY =
      new Refusal(
          429,
          "Too much at once",
          "Your account is asking the history for several things already. Try again when they are"
              + " there.");

  private static final Refusal NO_VALUE =
      new Refusal(
          400, "This can't be used", "A value of the filter can't be the value of anything kept.");

  private HistoryFailure() {}

  static Refusal of(Exception failure) {
    return switch (failure) {
      case BulkheadFullException _ -> BUSY;
      case QueryTimeoutException _ -> TOO_WIDE;
      case DataIntegrityViolationException _ -> NO_VALUE;
      default -> {
        log.warn("the history can't be read: {}", failure.toString());
        yield AWAY;
      }
    };
  }
}
