package io.atlas.console.history;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says of one execution: a statement may meet a row only once.
 *
 * @param row its latest attempt
 * @param event where its event lies, whichever attempt told
 * @param first the result of a first attempt that succeeded, which needs no row of its own
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Latest(HistoryRow row, @Nullable EventPlace event, byte @Nullable [] first) {

  private record Key(String account, String execution, Instant firedAt) {}

  static List<Latest> of(Collection<HistoryRow> rows) {
    Map<Key, Latest> latest = LinkedHashMap.newLinkedHashMap(rows.size());
    for (HistoryRow row : rows) {
      latest.merge(
          new Key(row.accountId(), row.result().executionId(), row.firedAt()),
          new Latest(row, row.event(), isFirstAndGood(row) ? row.json() : null),
          Latest::then);
    }
    return List.copyOf(latest.values());
  }

  /** Whether the row of the execution holds the result. */
  static boolean isFirstAndGood(HistoryRow row) {
    return row.result().attempt() == 1 && row.result().outcome() == Outcome.SUCCEEDED;
  }

  /** As storing one after the other would: of equals the second, and an action keeps its id. */
  private Latest then(Latest next) {
    ActionExecuted mine = row.result();
    ActionExecuted other = next.row.result();
    boolean newer =
        other.attempt() != mine.attempt()
            ? other.attempt() > mine.attempt()
            : !other.startedAt().isBefore(mine.startedAt());
    if (!mine.actionId().equals(other.actionId()) || !newer) {
      return this;
    }
    return new Latest(
        next.row, next.event == null ? event : next.event, next.first == null ? first : next.first);
  }
}
