package io.atlas.worker.run;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.lane.Admission;
import io.atlas.worker.result.Unexecuted;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs works, on the caller's virtual thread, until their outcomes are published. Thread-safe. */
public final class WorkRunner {

  private static final Logger log = LoggerFactory.getLogger(WorkRunner.class);

  /** For the view of actions to say that an action is gone rather than not there yet. */
  private static final Duration BARRIER = Duration.ofSeconds(5);

  private final ActionExecution execution;
  private final Definitions definitions;
  private final HandingOver handingOver;
  private final Conclusions conclusions;
  private final Clock clock;
  private final Map<Work, Interruptible> keyedCalls = new ConcurrentHashMap<>();

  public WorkRunner(RunMeans means, KeyedEnds keyedEnds) {
    HandOvers handOvers = new HandOvers();
    this.execution = means.execution();
    this.definitions = means.definitions();
    this.handingOver = new HandingOver(means, handOvers);
    this.conclusions = new Conclusions(means, handOvers, keyedEnds);
    this.clock = means.clock();
  }

  /**
   * Takes care of an event that is the copy of a call that goes on here.
   *
   * @return false where it is none
   */
  public boolean takesCareOf(Work work) {
    return handingOver.takesCareOf(work);
  }

  /**
   * Makes one attempt and publishes what it came to.
   *
   * @return null where nothing can be said about the work: its offset stays open
   */
  public @Nullable Executed run(Work work) {
    Executed executed = null;
    try {
      executed = execute(work);
      conclusions.attempted(work, executed);
    } catch (RuntimeException | Error failure) {
      // The process is at its end, or what tells of it failed; its slot must not be lost.
      log.error("execution {} has no outcome yet", work.event().executionId(), failure);
    }
    return executed;
  }

  /** It does not come to an attempt now: another try, later. */
  public void park(Work work, Admission.Park park) {
    conclusions.park(work, park);
  }

  /** It ended too many workers: the dead letters. */
  public void bury(Work work) {
    conclusions.bury(work);
  }

  /** Onto the retry topic as it is, behind what it has to wait for. */
  public void queueBehind(Work work) {
    conclusions.queueBehind(work);
  }

  /** What breaks off, however badly, has an outcome, too. */
  private Executed execute(Work work) {
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

  /** The partition goes to somebody else: forgets what it handed over, and ends its keyed calls. */
  public void giveUp(int partition) {
    handingOver.forget(partition);
    keyedCalls.forEach((work, call) -> {
      if (work.partition() == partition) {
        call.interrupt();
      }
    });
  }
}
