package io.atlas.console.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which executions, as the log's page asks; empty or null matches all.
 *
 * @param actions any of these; null for no such filter, and none of them matches nothing
 * @param ended when the latest attempt ended, as figures count it; null for any time
 */
public record Selection(
    ExecutionFilter filter,
    Set<State> states,
    @Nullable StatusRange status,
    @Nullable List<String> actions,
    @Nullable Between ended) {

  public static final Selection ALL = of(ExecutionFilter.ALL);

  public Selection {
    states = Set.copyOf(states);
    actions = actions == null ? null : List.copyOf(actions);
  }

  public Selection(
      ExecutionFilter filter,
      Set<State> states,
      @Nullable StatusRange status,
      @Nullable List<String> actions) {
    this(filter, states, status, actions, null);
  }

  public static Selection of(ExecutionFilter filter) {
    return new Selection(filter, Set.of(), null, null);
  }

  /**
   * A time.
   *
   * @param from included; null for from ever
   * @param to not included; null for ever
   */
  public record Between(@Nullable Instant from, @Nullable Instant to) {

    boolean isWithin(Duration length) {
      return from != null && to != null && Duration.between(from, to).compareTo(length) <= 0;
    }
  }

  /** HTTP statuses, both included. */
  public record StatusRange(int from, int to) {

    private static final int LEAST = 100;
    private static final int MOST = 599;

    public StatusRange {
      if (from < LEAST || to > MOST || from > to) {
        throw new IllegalArgumentException("no HTTP status");
      }
    }

    /**
     * Such as {@code 404}, or {@code 5xx} for all of a kind.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static StatusRange of(String text) {
      if (text.matches("[1-5][xX]{2}")) {
        int first = (text.charAt(0) - '0') * 100;
        return new StatusRange(first, first + 99);
      }
      int one = Integer.parseInt(text);
      return new StatusRange(one, one);
    }
  }
}
