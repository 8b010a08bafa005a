package io.atlas.console.history;

import io.atlas.console.history.Selection.StatusRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the ways by which a selection is read, each in the log's order from an index; together
 * they find every execution once.
 *
 * @param each what is looked up one by one, as a table {@code w}; empty where it is one place in
 *     the index
 * @param condition what this way finds
 */
record LogBranch(String each, String condition) {

  /** Of which successes are not in the index of statuses. */
  private static final int COMMON_STATUS = 200;

  private static final Duration SHORT = Duration.ofHours(1);

  private static final String IN_INDEX_OF_STATUSES = "(e.state <> 'SUCCEEDED' OR e.status <> 200)";

  /**
   * States and statuses stand in the text, because an index of some of them is taken only where it
   * is seen to have all that is asked for.
   *
   * @param states those wanted; empty for all
   */
  static List<LogBranch> of(Selection selection, List<State> states) {
    List<String> also = new ArrayList<>();
    StatusRange status = selection.status();
    if (selection.actions() != null) {
      also.add("e.action_id = ANY (:actions)");
    }
    if (!states.isEmpty() || hasIndex(selection)) {
      if (status != null) {
        also.add(between(status));
      }
      return states.isEmpty() ? List.of(new LogBranch("", all(also))) : byState(states, all(also));
    }
    if (status != null) {
      return byStatus(status, all(also));
    }
    return selection.actions() == null
        ? byState(List.of(State.values()), all(also))
        : List.of(new LogBranch("unnest(:actions::text[]) AS w (id)", " AND e.action_id = w.id"));
  }

  /** All that a selection says of states, statuses and actions, for who counts. */
  static String condition(Selection selection, List<State> states) {
    List<String> all = new ArrayList<>();
    if (selection.actions() != null) {
      all.add("e.action_id = ANY (:actions)");
    }
    if (selection.status() != null) {
      all.add(between(selection.status()));
    }
    Stream<State> wanted = states.isEmpty() ? Stream.of(State.values()) : states.stream();
    all.add(
        "e.state IN ("
            + wanted.map(state -> "'" + state + "'").collect(Collectors.joining(", "))
            + ")");
    return all(all);
  }

  String select(String conditions, String order) {
    String found = "SELECT * FROM execution e WHERE " + conditions + condition + order;
    return each.isEmpty()
        ? found
        : "SELECT e.* FROM " + each + " CROSS JOIN LATERAL (" + found + ") e";
  }

  /** Of its own: in the order of the log, or of so short a time that its rows are soon sorted. */
  private static boolean hasIndex(Selection selection) {
    ExecutionFilter filter = selection.filter();
    return filter.actionId() != null
        || filter.connectionId() != null
        || filter.category() != null
        || filter.host() != null
        || (selection.ended() != null && selection.ended().isWithin(SHORT));
  }

  private static List<LogBranch> byState(List<State> states, String also) {
    return states.stream()
        .map(state -> new LogBranch("", " AND e.state = '" + state + "'" + also))
        .toList();
  }

  private static List<LogBranch> byStatus(StatusRange status, String also) {
    List<LogBranch> branches = new ArrayList<>();
    if (status.from() <= COMMON_STATUS && status.to() >= COMMON_STATUS) {
      branches.add(new LogBranch("", " AND e.state = 'SUCCEEDED' AND e.status = 200" + also));
    }
    branches.add(
        new LogBranch(
            "generate_series(" + status.from() + ", " + status.to() + ") AS w (status)",
            " AND e.status = w.status AND " + IN_INDEX_OF_STATUSES + also));
    return branches;
  }

  private static String between(StatusRange status) {
    return "e.status BETWEEN " + status.from() + " AND " + status.to();
  }

  private static String all(List<String> conditions) {
    return conditions.stream().map(each -> " AND " + each).collect(Collectors.joining());
  }
}
