package io.atlas.worker.routing;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.work.OffsetHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Events of actions that the view does not know. It may be a moment behind them: its end offset at
 * a time after they were read decides. One thread an action decides in the order of arrival, until
 * none is left. Thread-safe.
 */
final class UndecidedEvents {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

  private final EventReader reader;
  private final Definitions definitions;
  private final Dispatcher dispatcher;
  private final EarlyEnds ends;
  private final Executor tasks;

  /** By action; while there is a list, even an empty one, a thread looks after it. */
  private final Map<String, List<Undecided>> waiting = new ConcurrentHashMap<>();

  private record Undecided(FiredEvent event, OffsetHandle handle, InFlightMemory.Share memory) {}

  UndecidedEvents(
      EventReader reader,
      Definitions definitions,
      Dispatcher dispatcher,
      EarlyEnds ends,
      Executor tasks) {
    this.reader = reader;
    this.definitions = definitions;
    this.dispatcher = dispatcher;
    this.ends = ends;
    this.tasks = tasks;
  }

  /** Whether events of the action wait, behind which later ones have to queue. */
  boolean hasAny(String actionId) {
    return waiting.containsKey(actionId);
  }

  /** Takes the event over, unless there is no memory for it: then it comes again in a while. */
  void add(FiredEvent event, OffsetHandle handle) {
    InFlightMemory.Share memory = ends.holdUndecided(event);
    if (memory == null) {
      ends.delay(event, handle);
      return;
    }
    String actionId = event.actionId();
    boolean[] first = new boolean[1];
    var _ =
        waiting.compute(
            actionId,
            (id, known) -> {
              first[0] = known == null;
              List<Undecided> list = known == null ? new ArrayList<>() : known;
              list.add(new Undecided(event, handle, memory));
              return list;
            });
    if (first[0]) {
      tasks.execute(() -> decideAll(actionId));
    }
  }

  private void decideAll(String actionId) {
    try {
      for (List<Undecided> next = take(actionId); !next.isEmpty(); next = take(actionId)) {
        decide(actionId, next);
      }
    } catch (InterruptedException stopped) {
      // The worker ends; offsets stay open, so the events come again.
      Thread.currentThread().interrupt();
    }
  }

  /** All that wait; where there are none, they are nobody's from now on. */
  private List<Undecided> take(String actionId) {
    List<Undecided> taken = new ArrayList<>();
    var _ =
        waiting.computeIfPresent(
            actionId,
            (id, list) -> {
              taken.addAll(list);
              list.clear();
              return taken.isEmpty() ? null : list;
            });
    return taken;
  }

  private void decide(String actionId, List<Undecided> events) throws InterruptedException {
    while (true) {
      boolean upToDate = isUpToDate();
      CompiledAction action = definitions.find(actionId);
      events.removeIf(UndecidedEvents::isLost);
      if (action != null || upToDate || events.isEmpty()) {
        events.forEach(each -> goOn(each, action));
        return;
      }
      definitions.awaitChange(LOOK_AGAIN);
    }
  }

  /** Whether its partition goes to somebody else, who will read it again. */
  private static boolean isLost(Undecided each) {
    boolean lost = !each.handle().mayStart();
    if (lost) {
      each.memory().close();
      each.handle().dropped();
    }
    return lost;
  }

  private void goOn(Undecided each, @Nullable CompiledAction action) {
    each.memory().close();
    try {
      if (action != null) {
        dispatcher.submit(each.event(), action, each.handle());
      } else {
        reader.unknownAction(each.event());
        ends.unknownAction(each.event(), each.handle(), dispatcher);
      }
    } catch (RuntimeException | StackOverflowError bug) {
      ends.brokeOff(each.event(), each.handle(), bug, dispatcher);
    }
  }

  /** Whether the view knows what was on the topic at this call. */
  private boolean isUpToDate() throws InterruptedException {
    try {
      definitions.upToDate().get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException behind) {
      return false;
    }
  }
}
