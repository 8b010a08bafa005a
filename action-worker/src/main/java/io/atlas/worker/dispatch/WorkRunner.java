package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.work.Suspicion;
import io.atlas.worker.work.Work;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Executes works, on the caller's virtual thread. Thread-safe. */
final class WorkRunner {

  /** For the view of actions to say that an action is gone rather than not there yet. */
  private static final Duration BARRIER = Duration.ofSeconds(5);

  private final ActionExecution execution;
  private final Definitions definitions;
  private final HandingOver handingOver;
  private final Clock clock;
  private final Map<Work, Interruptible> keyedCalls = new ConcurrentHashMap<>();

  WorkRunner(DispatchMeans means, HandingOver handingOver) {
    this.execution = means.execution();
    this.definitions = means.definitions();
    this.handingOver = handingOver;
    this.clock = means.clock();
  }

  /** Makes one attempt; what breaks off, however badly, has an outcome, too. */
  Executed execute(Work work) {
    try {
      return work.isKeyed() ? executeKeyed(work) : attempt(work);
    } catch (OutOfMemoryError full) {
      throw full;
    } catch (RuntimeException | Error bug) {
      return Executed.without(execution.brokeOff(work.event(), work.action(), bug));
    }
  }

  private Executed attempt(Work work) {
    AtomicBoolean ended = new AtomicBoolean();
    if (work.handle().suspicion() == Suspicion.NONE) {
      // Of a suspect the broker is to know that it is under way until it has ended.
      work.handle().whenLagging(() -> handingOver.begin(work, ended));
    }
    Executed executed = execution.execute(work.event(), work.action(), work.memory());
    ended.set(true);
    return executed;
  }

  private Executed executeKeyed(Work work) {
    Interruptible call = new Interruptible(Thread.currentThread());
    keyedCalls.put(work, call);
    try {
      return attemptInTurn(work);
    } finally {
      keyedCalls.remove(work);
      call.end();
    }
  }

  /** Keyed work may have waited for hours: the definition in force now is what counts. */
  private Executed attemptInTurn(Work work) {
    FiredEvent event = work.event();
    CompiledAction action = definitions.find(event.actionId());
    if (action == null && isUpToDate()) {
      action = definitions.find(event.actionId());
      if (action == null) {
        return Executed.without(Unexecuted.unknownAction(event, work.accountId(), clock.instant()));
      }
    }
    return action == null
        ? Executed.without(execution.putAside(event, work.action(), null))
        : attemptInMemory(work, action);
  }

  /** What was left in the record is read now, in its account's turn. */
  private Executed attemptInMemory(Work work, CompiledAction action) {
    if (work.fits()) {
      return execution.execute(work.event(), action, work.memory());
    }
    long before = work.memory().bytes();
    if (!work.memory().takeInTurn(work.inputLeft())) {
      return Executed.without(execution.putAside(work.event(), action, null));
    }
    try {
      return execution.execute(work.event(), action, work.memory());
    } finally {
      work.memory().shrinkTo(before);
    }
  }

  private boolean isUpToDate() {
    try {
      definitions.upToDate().get(BARRIER.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException late) {
      return false;
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the calls of keyed work of a partition that goes to somebody else. */
  void giveUp(int partition) {
    keyedCalls.forEach((work, call) -> {
      if (work.partition() == partition) {
        call.interrupt();
      }
    });
  }
}
