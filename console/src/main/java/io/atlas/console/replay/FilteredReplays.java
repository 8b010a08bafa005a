package io.atlas.console.replay;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.Selection;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome.Refused;
import io.atlas.console.replay.ReplayOutcome.Replayed;
import io.atlas.model.event.ActionExecuted.Outcome;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Replays what a filter finds within one request, for programs; a job does it for people. Each
 * execution once, as {@link Replays} has it.
 */
@Component
public class FilteredReplays {

  /** One request tries at most so many; the rest are left for the next. */
  public static final int MAX_AT_ONCE = 1_000;

  /** Whoever asks again passes over so many that are replayed already. */
  private static final int MAX_PASSED = 20_000;

  private static final int PAGE = 1_000;
  private static final int SAMPLE = 5;

  private final ExecutionLog executions;
  private final Replays replays;
  private final Audit audit;

  FilteredReplays(ExecutionLog executions, Replays replays, Audit audit) {
    this.executions = executions;
    this.replays = replays;
    this.audit = audit;
  }

  /**
   * How what matches is to be replayed.
   *
   * @param dryRun counts and shows a sample, fires nothing
   * @param sameKey as for one
   * @param cursor where an earlier one ended; null for the oldest
   * @param most to be tried
   */
  public record Order(boolean dryRun, boolean sameKey, @Nullable String cursor, int most) {}

  /**
   * What a replay by filter would do, or did.
   *
   * @param matching how many failed executions match
   * @param sample the first of them
   * @param replayed null on a dry run
   * @param refused of those looked at, how many were not fired again; those that were replayed
   *     before too
   * @param nextCursor where the next order goes on; null where nothing is left, or on a dry run
   */
  public record Batch(
      long matching,
      List<Execution> sample,
      @Nullable Integer replayed,
      @Nullable Integer refused,
      @Nullable String nextCursor) {}

  /**
   * Replays what matches, oldest first as it was fired, and not what was replayed before.
   *
   * @throws IllegalArgumentException for a cursor that no order gave out; then nothing is done
   */
  public Batch replay(Person person, ExecutionFilter filter, Order order) {
    ExecutionFilter failed = filter.withOutcome(Outcome.FAILED);
    List<Execution> sample = oldest(person, failed, order.cursor(), SAMPLE);
    long matching = executions.count(person.accountId(), failed);
    if (order.dryRun()) {
      return new Batch(matching, sample, null, null, null);
    }
    return inOrder(person, failed, matching, sample, order);
  }

  private List<Execution> oldest(
      Person person, ExecutionFilter filter, @Nullable String after, int limit) {
    return executions.oldest(person.accountId(), Selection.of(filter), after, limit);
  }

  private Batch inOrder(
      Person person, ExecutionFilter filter, long matching, List<Execution> sample, Order order) {
    String id = UUID.randomUUID().toString();
    String asked = "%d matched: %s".formatted(matching, filter.inWords());
    audit.record(person, Deed.REPLAYS_ASKED, id, filter.fields(), asked);
    int replayed = 0;
    int refused = 0;
    int passed = 0;
    int left = order.most();
    String position = order.cursor();
    boolean more = true;
    boolean ended = false;
    try {
      while (more && left > 0 && passed < MAX_PASSED) {
        List<Execution> next = oldest(person, filter, position, PAGE);
        Set<String> before = replays.replayed(person, next);
        more = next.size() == PAGE;
        for (Execution execution : next) {
          if (left == 0) {
            more = true;
            break;
          }
          position = ExecutionLog.position(execution);
          if (before.contains(execution.executionId())) {
            refused++;
            passed++;
            continue;
          }
          left--;
          switch (replays.replay(person, execution, false, order.sameKey())) {
            case Replayed _ -> replayed++;
            case Refused _ -> refused++;
          }
        }
      }
      ended = true;
    } finally {
      audit.recordEnd(
          person,
          ended ? Deed.REPLAYS_DONE : Deed.REPLAYS_FAILED,
          id,
          "%d replayed, %d refused".formatted(replayed, refused));
    }
    return new Batch(matching, sample, replayed, refused, more ? position : null);
  }
}
