package io.atlas.console.history;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log's statements. Each has only the conditions that choose: one for "this or all" would keep
 * a prepared statement from the filter's index.
 */
final class LogQueries {

  static final String COLUMNS =
      """
      e.execution_id, e.action_id, e.connection_id, e.outcome, e.status, e.category, e.attempt,
      e.fired_at, e.started_at, e.duration_ms, e.method, e.url, e.target, e.next_attempt_at,
      e.replay_of, e.cancelled_by
      """;

  private static final String NEWEST =
      " ORDER BY e.fired_at DESC, e.execution_id DESC LIMIT :limit";

  private static final String NEAREST = " ORDER BY e.fired_at, e.execution_id LIMIT :limit";

  /** All times of firing lie between; PostgreSQL does not know all that an Instant can be. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** A call takes at most minutes, and a token may be waited for before it. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofHours(1);

  private final Map<String, Object> parameters = new HashMap<>();
  private final StringBuilder conditions = new StringBuilder("e.account_id = :account");
  private final Selection selection;
  private final List<State> states;

  /** A statement and what stands for its names. */
  record Sql(String text, Map<String, Object> parameters) {}

  private LogQueries(String account, Selection selection) {
    ExecutionFilter filter = selection.filter();
    this.selection = selection;
    this.states = states(selection, filter.outcome());
    parameters.put("account", account);
    equal("action_id", "action", filter.actionId());
    equal("connection_id", "connection", filter.connectionId());
    equal("outcome", "outcome", filter.outcome());
    equal("category", "category", filter.category());
    equal("target", "host", filter.host());
    time(">=", "from", filter.from());
    time("<", "to", filter.to());
    if (selection.actions() != null) {
      parameters.put("actions", selection.actions().toArray(String[]::new));
    }
    Selection.Between ended = selection.ended();
    if (ended != null) {
      ended(">=", "endedFrom", ended.from());
      ended("<", "endedTo", ended.to());
    }
  }

  /** One page, newest first, with one row more where there is a next one. */
  static Sql page(String account, Selection selection, @Nullable Cursor after, int limit) {
    LogQueries asked = new LogQueries(account, selection);
    if (after != null) {
      asked.beside("<", after);
    }
    asked.parameters.put("limit", limit + 1);
    return asked.sql(asked.select(COLUMNS, NEWEST));
  }

  /** The next ones, oldest first. */
  static Sql oldest(String account, Selection selection, @Nullable Cursor after, int limit) {
    LogQueries asked = new LogQueries(account, selection);
    if (after != null) {
      asked.beside(">", after);
    }
    asked.parameters.put("limit", limit);
    return asked.sql(asked.select(COLUMNS, NEAREST));
  }

  /** How many there are above a page's first row, counted to a limit. */
  static Sql newer(String account, Selection selection, Cursor than, int limit) {
    LogQueries asked = new LogQueries(account, selection);
    asked.beside(">", than);
    asked.parameters.put("limit", limit);
    return asked.sql(
        "SELECT count(*) FROM (" + asked.select("e.execution_id", NEAREST) + ") counted");
  }

  static Sql count(String account, Selection selection) {
    LogQueries asked = new LogQueries(account, selection);
    return asked.sql(
        "SELECT count(*) FROM execution e WHERE "
            + asked.conditions
            + LogBranch.condition(selection, asked.states));
  }

  private String select(String columns, String order) {
    String found =
        LogBranch.of(selection, states).stream()
            .map(branch -> "(" + branch.select(conditions.toString(), order) + ")")
            .collect(Collectors.joining(" UNION ALL "));
    return "SELECT " + columns + " FROM (" + found + ") e" + order;
  }

  private Sql sql(String text) {
    return new Sql(text, Map.copyOf(parameters));
  }

  /** An outcome narrows the states that it can be seen as, which have an index. */
  private static List<State> states(Selection selection, @Nullable Outcome outcome) {
    if (!selection.states().isEmpty() || outcome == null) {
      return Stream.of(State.values()).filter(selection.states()::contains).toList();
    }
    return switch (outcome) {
      case SUCCEEDED -> List.of(State.SUCCEEDED);
      case RETRYING -> List.of(State.RETRYING, State.CANCELLED);
      case FAILED -> List.of(State.FAILED, State.CANCELLED);
    };
  }

  private void beside(String side, Cursor row) {
    also(
        "(e.fired_at, e.execution_id) " + side + " (:rowTime, :rowId)",
        "rowTime",
        Times.utc(row.firedAt()));
    parameters.put("rowId", row.executionId());
  }

  private void equal(String column, String name, @Nullable Object value) {
    if (value != null) {
      also("e." + column + " = :" + name, name, value.toString());
    }
  }

  private void time(String side, String name, @Nullable Instant time) {
    if (time != null) {
      Instant kept = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
      also("e.fired_at " + side + " :" + name, name, Times.utc(kept));
    }
  }

  /**
   * It began before it ended, at most {@link #LONGEST_ATTEMPT} earlier, and no later than so long
   * after it fired: that is what there are indexes and partitions for.
   */
  private void ended(String side, String name, @Nullable Instant time) {
    if (time == null) {
      return;
    }
    Instant kept = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    also(
        "e.started_at + e.duration_ms * interval '1 ms' " + side + " :" + name,
        name,
        Times.utc(kept));
    if (side.equals("<")) {
      also("e.started_at < :" + name + "Started", name + "Started", Times.utc(kept));
      also(
          "e.fired_at < :" + name + "Fired",
          name + "Fired",
          Times.utc(kept.plus(HistoryRow.PLAUSIBLE_SKEW)));
    } else {
      also(
          "e.started_at >= :" + name + "Started",
          name + "Started",
          Times.utc(kept.minus(LONGEST_ATTEMPT)));
      also(
          "e.fired_at >= :" + name + "Fired",
          name + "Fired",
          Times.utc(kept.minus(LONGEST_ATTEMPT).minus(HistoryRow.PLAUSIBLE_AGE)));
    }
  }

  private void also(String condition, String name, Object value) {
    conditions.append(" AND ").append(condition);
    parameters.put(name, value);
  }
}
