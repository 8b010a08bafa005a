package io.atlas.worker.dispatch;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.result.Outcomes;
import io.atlas.worker.retry.DelayTiers;
import io.atlas.worker.signal.AttemptSignals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes works, on the caller's virtual thread, and publishes outcomes. Thread-safe. */
public final class WorkRunner {

  private static final Logger log = LoggerFactory.getLogger(WorkRunner.class);

  /** A call ends within its timeout, token and all; the rest is for a slow machine. */
  private static final Duration HAND_OVER_MARGIN = Duration.ofSeconds(10);

  /** For the view of actions to say that an action is gone rather than not there yet. */
  private static final Duration BARRIER = Duration.ofSeconds(5);

  private final ActionExecution execution;
  private final Definitions definitions;
  private final Outcomes outcomes;
  private final AttemptSignals signals;
  private final Executor tasks;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final HandOvers handOvers = new HandOvers();
  private final Map<Work, Interruptible> keyedCalls = new ConcurrentHashMap<>();

  /**
   * @param tasks runs what may block, such as virtual threads do
   */
  public WorkRunner(
      ActionExecution execution,
      Definitions definitions,
      Outcomes outcomes,
      AttemptSignals signals,
      Executor tasks,
      ScheduledExecutorService timer,
      Clock clock) {
    this.execution = execution;
    this.definitions = definitions;
    this.outcomes = outcomes;
    this.signals = signals;
    this.tasks = tasks;
    this.timer = timer;
    this.clock = clock;
  }

  Executed execute(Work work) {
    try {
      return work.isKeyed() ? executeKeyed(work) : attempt(work);
    } catch (OutOfMemoryError full) {
      throw full;
    } catch (RuntimeException | Error bug) {
      return Executed.without(brokeOff(work, bug));
    }
  }

  /** What an error of our own comes to. */
  Outcome brokeOff(Work work, Throwable bug) {
    return execution.brokeOff(work.event(), work.action(), bug);
  }

  /** Nothing can be said about the work: its offset stays open, so it comes again. */
  void leave(Work work, Throwable failure) {
    log.error("execution {} has no outcome yet", work.event().executionId(), failure);
  }

  /** Tells operators. */
  void tell(Work work, Executed executed) {
    signals.attempted(work.event(), work.action(), executed.outcome());
  }

  /** Keyed work may have waited for hours: the definition in force now is what counts. */
  private Executed attemptInTurn(Work work) {
    FiredEvent event = work.event();
    CompiledAction action = definitions.find(event.actionId());
    if (action == null && isUpToDate()) {
      action = definitions.find(event.actionId());
      if (action == null) {
        String account = work.action().definition().accountId();
        return Executed.without(Unexecuted.unknownAction(event, account, clock.instant()));
      }
    }
    return action == null
        ? Executed.without(execution.putAside(event, work.action(), null))
        : execution.execute(event.withInput(), action, work.memory());
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

  private Executed attempt(Work work) {
    if (work.isKeyed()) {
      return attemptInTurn(work);
    }
    AtomicBoolean ended = new AtomicBoolean();
    if (work.claim().suspicion() == Suspicion.NONE) {
      // Of a suspect the broker is to know that it is under way until it has ended.
      work.claim().whenLagging(() -> later(() -> handOver(work, ended)));
    }
    Executed executed = execution.execute(work.event().withInput(), work.action(), work.memory());
    ended.set(true);
    return executed;
  }

  /** The call goes on; a copy of the event takes over the care for it, and the offset is done. */
  private void handOver(Work work, AtomicBoolean ended) {
    if (!ended.get() && work.claim().isHeld() && handOvers.begin(work.event())) {
      if (ended.get()) {
        // Between the two lines above: its outcome may be acknowledged already.
        handOvers.forget(work.event());
        return;
      }
      Instant afterTheCall =
          clock.instant().plusMillis(work.action().definition().timeoutMs()).plus(HAND_OVER_MARGIN);
      publishCopy(work, afterTheCall);
    }
  }

  /** What an event that was read is, given what was handed over. */
  HandOvers.Copy copyOf(Work work) {
    return handOvers.copy(work.event());
  }

  /** Onto the delay topics again: the call it stands in for is not over. */
  void delayCopy(Work work) {
    later(() -> publishCopy(work, clock.instant().plus(HAND_OVER_MARGIN)));
  }

  private void publishCopy(Work work, Instant due) {
    if (!work.claim().isHeld()) {
      work.claim().dropped();
      return;
    }
    Outcome copy =
        new Outcome.Delayed(
            DelayTiers.tierFor(Duration.between(clock.instant(), due)),
            due,
            work.event().attempt(),
            null,
            null);
    outcomes.publish(work.event(), copy, work.claim()::settled);
  }

  private Executed executeKeyed(Work work) {
    Interruptible call = new Interruptible(Thread.currentThread());
    keyedCalls.put(work, call);
    try {
      return attempt(work);
    } finally {
      keyedCalls.remove(work);
      call.end();
    }
  }

  /** Ends the calls of keyed work of partitions that go to somebody else; copies go there too. */
  void giveUp(IntPredicate partitions) {
    handOvers.forget(partitions);
    keyedCalls.forEach((work, call) -> {
      if (partitions.test(work.event().record().partition())) {
        call.interrupt();
      }
    });
  }

  /**
   * What putting the work aside comes to; no attempt is made.
   *
   * @param category why, where the event's owner should know
   */
  Outcome putAside(Work work, @Nullable FailureCategory category) {
    signals.putAside(category);
    return execution.putAside(work.event(), work.action(), category);
  }

  /** What an event that ended workers comes to: it is not started again. */
  Outcome poison(Work work) {
    signals.poison(work.event(), work.action());
    return execution.poison(work.event(), work.action());
  }

  boolean isCancelled(Work work) {
    return execution.isCancelled(work.event(), work.action());
  }

  /** Onto the retry topic as it is, behind what it has to wait for. */
  Outcome putBehind(Work work) {
    Instant due = work.event().due();
    return new Outcome.Delayed(
        Topic.ACTION_DELAYED_ORDERED,
        due == null ? clock.instant() : due,
        work.event().attempt(),
        null,
        null);
  }

  void publish(Work work, Outcome outcome, Runnable settled) {
    boolean executed = outcome instanceof Outcome.Succeeded;
    if (!executed && !work.claim().isHeld()) {
      // Its new owner reads the event itself; a second copy of it would break its order.
      log.debug("execution {} is somebody else's now", work.event().executionId());
      handOvers.forget(work.event());
      work.claim().dropped();
      return;
    }
    outcomes.publish(
        work.event(),
        outcome,
        () -> {
          handOvers.ended(work.event());
          settled.run();
        });
  }

  /** See {@link Outcomes#awaitRoom}. */
  boolean awaitRoom(Duration longest) throws InterruptedException {
    return outcomes.awaitRoom(longest);
  }

  void later(Runnable task) {
    tasks.execute(task);
  }

  /** Runs the task when the work's event is due. */
  void whenDue(Work work, Runnable task) {
    Duration wait =
        work.event().due() == null
            ? Duration.ZERO
            : Duration.between(clock.instant(), work.event().due());
    if (!wait.isPositive()) {
      task.run();
    } else if (!timer.isShutdown()) {
      var _ = timer.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
