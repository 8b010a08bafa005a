package io.atlas.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Journey;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.work.HeldOffset;
import io.atlas.worker.work.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lanes that share a connection, by a clock that jumps to the next wake-up. */
class ConnectionPaceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final String CONNECTION = "connection";

  private final PriorityQueue<WakeUp> wakeUps =
      new PriorityQueue<>(Comparator.comparingLong(WakeUp::at));
  private final Map<String, Double> rates = new HashMap<>();
  private final Map<String, ActionDefinition> actions = new HashMap<>();
  private final List<Start> starts = new ArrayList<>();
  private final Lanes lanes = new Lanes(100, new InForce(), this::wakeUpIn, this::now);
  private long now;

  private record WakeUp(long at, LongConsumer change) {}

  private record Start(long at, String action) {}

  private final class InForce implements RateLimits {
    @Override
    public @Nullable ActionDefinition action(String actionId) {
      return actions.get(actionId);
    }

    @Override
    public @Nullable RateLimit ofConnection(String connectionId, String accountId) {
      Double rate = rates.get(connectionId);
      return rate == null ? null : new RateLimit(rate);
    }
  }

  private long now() {
    return now;
  }

  private void wakeUpIn(long nanos, LongConsumer change) {
    wakeUps.add(new WakeUp(now + nanos, change));
  }

  @Property(tries = 200)
  void theRateHoldsOverAllActionsAndEachGetsItsTurn(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 40) Integer> backlogs,
      @ForAll @DoubleRange(min = 0.5, max = 2_000) double rate) {
    wakeUps.clear();
    starts.clear();
    now = 7;
    Lanes fresh = new Lanes(100, new InForce(), this::wakeUpIn, this::now);
    rates.put(CONNECTION, rate);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < backlogs.size(); i++) {
      int of = 0;
      for (int j = 0; j < backlogs.get(i); j++) {
        of += arrive(fresh, "action-" + i) ? 1 : 0;
      }
      kept.add(of);
    }
    int all = kept.stream().mapToInt(Integer::intValue).sum();
    run(fresh, Long.MAX_VALUE);

    assertThat(starts).hasSize(all);
    assertThat(fresh.waiting()).isZero();
    for (int from = 0; from < starts.size(); from++) {
      int to = from;
      while (to < starts.size() && starts.get(to).at() < starts.get(from).at() + SECOND) {
        to++;
      }
      assertThat((double) (to - from)).isLessThanOrEqualTo(rate * 1.011 + 2);
    }
    double least = (all - 1) / rate * SECOND * 0.98 - 20_000_000;
    assertThat((double) (starts.getLast().at() - starts.getFirst().at())).isGreaterThan(least);
    assertThat((double) (starts.getLast().at() - 7)).isLessThan(all / rate * SECOND * 1.02 + 1e7);
    assertThat(kept).allMatch(of -> of > 0);
    assertFair(kept);
  }

  /** While several have work, none is started twice more often than another. */
  private void assertFair(List<Integer> backlogs) {
    Map<String, Integer> started = new HashMap<>();
    for (Start start : starts) {
      started.merge(start.action(), 1, Integer::sum);
      int most = started.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
      for (int i = 0; i < backlogs.size(); i++) {
        int done = started.getOrDefault("action-" + i, 0);
        if (done < backlogs.get(i)) {
          assertThat(most - done).isLessThanOrEqualTo(2);
        }
      }
    }
  }

  @Test
  void anActionsBacklogDoesNotKeepAnotherOut() {
    rates.put(CONNECTION, 5.0);
    int kept = 0;
    while (arrive(lanes, "busy")) {
      kept++;
    }
    assertThat(kept).isEqualTo(20);
    assertThat(arrive(lanes, "quiet")).isTrue();
    assertThat(arrive(lanes, "busy")).isFalse();
    run(lanes, 3 * SECOND);
    assertThat(starts).filteredOn(start -> start.action().equals("quiet")).hasSize(1);
  }

  @Test
  void whatWaitsFollowsTheLimitInForce() {
    rates.put(CONNECTION, 0.001);
    for (int i = 0; i < 3; i++) {
      arrive(lanes, "a");
      arrive(lanes, "b");
    }
    run(lanes, 10 * SECOND);
    assertThat(starts).hasSize(1);
    rates.put(CONNECTION, 1.0);
    assertThat(lanes.sweep()).isEmpty();
    run(lanes, now + SECOND * 5 / 2);
    assertThat(starts).hasSize(4);
    rates.clear();
    assertThat(lanes.sweep()).isEmpty();
    run(lanes, now);
    assertThat(starts).hasSize(6);
  }

  @Test
  void anActionThatMovesToAnotherConnectionLeavesTheOthersTheirTurns() {
    rates.put(CONNECTION, 1.0);
    for (int i = 0; i < 4; i++) {
      arrive(lanes, "stays");
      arrive(lanes, "moves");
    }
    run(lanes, SECOND / 2);
    assertThat(starts).hasSize(1);
    actions.put("moves", definition("elsewhere"));
    assertThat(lanes.sweep()).isEmpty();
    run(lanes, now);
    assertThat(starts).filteredOn(start -> start.action().equals("moves")).hasSize(4);
    run(lanes, now + 5 * SECOND);
    assertThat(starts).hasSize(8);
  }

  @Test
  void whatIsTakenOutOfAQueueNoLongerCounts() {
    rates.put(CONNECTION, 5.0);
    while (arrive(lanes, "a")) {
      // as many as wait
    }
    assertThat(lanes.drop(work -> true)).hasSize(20);
    run(lanes, 60 * SECOND);
    assertThat(starts).isEmpty();
    assertThat(arrive(lanes, "a")).isTrue();
    run(lanes, now + SECOND);
    assertThat(starts).hasSize(1);
  }

  private boolean arrive(Lanes into, String action) {
    ActionDefinition definition = actions.computeIfAbsent(action, id -> definition(CONNECTION));
    return switch (into.admit(work(action, definition))) {
      case Admission.Admitted _ -> true;
      case Admission.Park(var why) -> {
        assertThat(why).isNull();
        yield false;
      }
    };
  }

  /** Every call is answered at once. */
  private void run(Lanes running, long until) {
    while (true) {
      for (Work work = running.next(); work != null; work = running.next()) {
        starts.add(new Start(now, work.event().actionId()));
        assertThat(running.ended(work, null, 1)).isEmpty();
      }
      WakeUp next = wakeUps.peek();
      if (next == null || next.at() > until) {
        now = until == Long.MAX_VALUE ? now : Math.max(now, until);
        return;
      }
      wakeUps.remove(next);
      now = Math.max(now, next.at());
      next.change().accept(now);
    }
  }

  private static ActionDefinition definition(String connection) {
    return new ActionDefinition(
        1,
        "acme",
        "Test action",
        true,
        "POST",
        "https://api.example.com",
        List.of(),
        null,
        Authentication.connection(connection),
        1_000,
        ActionDefinition.Retry.DEFAULT,
        null,
        null,
        List.of());
  }

  private static Work work(String action, ActionDefinition definition) {
    FiredEvent event =
        new FiredEvent(
            new ConsumerRecord<>("fired", 3, 17, null, new byte[0]),
            action,
            null,
            "execution",
            Instant.EPOCH,
            Journey.of(new RecordHeaders()),
            0);
    return new Work(
        event,
        new CompiledAction(
            action,
            definition,
            new CompiledAction.Recipe.Unusable(
                io.atlas.model.event.FailureCategory.TEMPLATE, "not compiled")),
        new HeldOffset(),
        0,
        InFlightMemory.NOTHING);
  }
}
