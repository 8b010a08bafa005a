package io.atlas.console.history;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log's statements. Each has only the conditions that choose: one for "this or all" would keep
 * a prepared statement from the filter's index. States, of which several may be wanted, are looked
 * up one by one, so that each is read in the log's order from its index.
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

  private final Map<String, Object> parameters = new HashMap<>();
  private final StringBuilder conditions = new StringBuilder("e.account_id = :account");
  private final boolean ofStates;

  /** A statement and what stands for its names. */
  record Sql(String text, Map<String, Object> parameters) {}

  private LogQueries(String account, Selection selection) {
    ExecutionFilter filter = selection.filter();
    parameters.put("account", account);
    equal("action_id", "action", filter.actionId());
    equal("connection_id", "connection", filter.connectionId());
    equal("outcome", "outcome", filter.outcome());
    equal("category", "category", filter.category());
    equal("target", "host", filter.host());
    time(">=", "from", filter.from());
    time("<", "to", filter.to());
    if (selection.actions() != null) {
      also("e.action_id = ANY (:actions)", "actions", selection.actions().toArray(String[]::new));
    }
    Selection.StatusRange status = selection.status();
    if (status != null && status.from() == status.to()) {
      also("e.status = :status", "status", status.from());
    } else if (status != null) {
      also("e.status >= :lowest", "lowest", status.from());
      also("e.status <= :highest", "highest", status.to());
    }
    String[] states = states(selection, filter.outcome());
    ofStates = states.length > 0;
    if (ofStates) {
      parameters.put("states", states);
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
    return asked.sql("SELECT count(*) FROM " + asked.source());
  }

  /** Each state for itself, where states choose: all together have no order in an index. */
  private String select(String columns, String order) {
    return ofStates
        ? "SELECT "
            + columns
            + " FROM unnest(:states::text[]) AS wanted (state) CROSS JOIN LATERAL"
            + " (SELECT * FROM execution e WHERE e.state = wanted.state AND "
            + conditions
            + order
            + ") e"
            + order
        : "SELECT " + columns + " FROM execution e WHERE " + conditions + order;
  }

  private String source() {
    return "execution e WHERE "
        + conditions
        + (ofStates ? " AND e.state = ANY (:states::text[])" : "");
  }

  private Sql sql(String text) {
    return new Sql(text, Map.copyOf(parameters));
  }

  /** An outcome narrows the states that it can be seen as, which have an index. */
  private static String[] states(Selection selection, @Nullable Outcome outcome) {
    Stream<State> wanted =
        selection.states().isEmpty() && outcome != null
            ? switch (outcome) {
              case SUCCEEDED -> Stream.of(State.SUCCEEDED);
              case RETRYING -> Stream.of(State.RETRYING, State.CANCELLED);
              case FAILED -> Stream.of(State.FAILED, State.CANCELLED);
            }
            : selection.states().stream();
    return wanted.map(State::name).toArray(String[]::new);
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

  private void also(String condition, String name, Object value) {
    conditions.append(" AND ").append(condition);
    parameters.put(name, value);
  }
}
