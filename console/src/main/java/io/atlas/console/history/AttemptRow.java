package io.atlas.console.history;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An attempt as it was stored, of an execution that is known by its time of firing. */
record AttemptRow(Instant firedAt, ActionExecuted result) {

  private record Key(Instant firedAt, int attempt) {}

  static AttemptRow of(ResultSet row) throws SQLException {
    return new AttemptRow(
        Times.instant(row, "fired_at"),
        EventJson.read(row.getBytes("result"), ActionExecuted.class));
  }

  /**
   * First to last. A number may have been told twice, in the row of the execution and in one of its
   * own: the later holds.
   */
  static List<ActionExecuted> inOrder(Collection<AttemptRow> rows) {
    Map<Key, ActionExecuted> latest = new HashMap<>();
    rows.forEach(row ->
        latest.merge(
            new Key(row.firedAt(), row.result().attempt()),
            row.result(),
            (one, next) -> next.startedAt().isBefore(one.startedAt()) ? one : next));
    return latest.values().stream()
        .sorted(
            Comparator.comparingInt(ActionExecuted::attempt)
                .thenComparing(ActionExecuted::startedAt))
        .toList();
  }
}
