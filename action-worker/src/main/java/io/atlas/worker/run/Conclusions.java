package io.atlas.worker.run;

import io.atlas.model.kafka.Topic;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.lane.Admission;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.signal.AttemptSignals;
import io.atlas.worker.work.Work;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what became of works, and tells when it is acknowledged. Thread-safe. */
final class Conclusions {

  private static final Logger log = LoggerFactory.getLogger(Conclusions.class);

  private final ActionExecution execution;
  private final OutcomePublisher outcomes;
  private final AttemptSignals signals;
  private final Executor tasks;
  private final Clock clock;
  private final HandOvers handOvers;
  private final KeyedEnds keyedEnds;

  Conclusions(RunMeans means, HandOvers handOvers, KeyedEnds keyedEnds) {
    this.execution = means.execution();
    this.outcomes = means.outcomes();
    this.signals = means.signals();
    this.tasks = means.tasks();
    this.clock = means.clock();
    this.handOvers = handOvers;
    this.keyedEnds = keyedEnds;
  }

  /** An attempt came to this; where that cannot be written, to what is written instead. */
  void attempted(Work work, Executed executed) {
    if (executed.call() != null) {
      signals.called(work.action(), executed.call(), clock.instant());
    }
    signals.attempted(work.event(), work.action(), publish(work, executed.outcome()));
  }

  void park(Work work, Admission.Park park) {
    publishLater(
        work,
        () -> {
          signals.parked(park.why());
          return execution.putAside(work.event(), work.action(), park.why());
        });
  }

  void bury(Work work) {
    publishLater(
        work,
        () -> {
          signals.poison(work.event(), work.action());
          return execution.poison(work.event(), work.action());
        });
  }

  void queueBehind(Work work) {
    Instant due = work.event().due();
    Outcome outcome =
        new Outcome.Delayed(
            Topic.ACTION_DELAYED_ORDERED,
            due == null ? clock.instant() : due,
            work.event().attempt(),
            null,
            null);
    tasks.execute(() -> send(work, outcome, work.handle()::settled));
  }

  private void publishLater(Work work, Supplier<Outcome> becoming) {
    tasks.execute(() -> {
      Outcome outcome;
      try {
        outcome = becoming.get();
      } catch (RuntimeException | StackOverflowError bug) {
        outcome = brokeOff(work, bug);
      }
      var _ = publish(work, outcome);
    });
  }

  /** Returns what was published. */
  private Outcome publish(Work work, Outcome outcome) {
    try {
      sendInTurn(work, outcome);
      return outcome;
    } catch (RuntimeException | StackOverflowError unwritable) {
      Outcome instead = brokeOff(work, unwritable);
      sendInTurn(work, instead);
      return instead;
    }
  }

  private Outcome brokeOff(Work work, Throwable bug) {
    return execution.brokeOff(work.event(), work.action(), bug);
  }

  private void sendInTurn(Work work, Outcome outcome) {
    if (!work.isKeyed()) {
      send(
          work,
          outcome,
          () -> {
            handOvers.ended(work.event());
            work.handle().settled();
          });
      return;
    }
    boolean delayed = outcome instanceof Outcome.Delayed;
    if (delayed) {
      keyedEnds.comesBack(work);
    }
    send(work, outcome, () -> keyedEnds.acknowledged(work, delayed));
  }

  private void send(Work work, Outcome outcome, Runnable settled) {
    boolean executed = outcome instanceof Outcome.Succeeded;
    if (!executed && !work.handle().isOwned()) {
      // Its new owner reads the event itself; a second copy of it would break its order.
      log.debug("execution {} is somebody else's now", work.event().executionId());
      handOvers.forget(work.event());
      work.handle().dropped();
      return;
    }
    outcomes.publish(work.event(), outcome, work.memory(), settled);
  }
}
