package io.atlas.worker.run;

import io.atlas.worker.result.Outcome;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.retry.DelayTiers;
import io.atlas.worker.run.HandOvers.Copy;
import io.atlas.worker.work.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has copies of events take over the care for calls that last long, so that their offsets are done.
 * Thread-safe.
 */
final class HandingOver {

  /** A call ends within its timeout, token and all; the rest is for a slow machine. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final HandOvers handOvers;
  private final OutcomePublisher outcomes;
  private final Executor tasks;
  private final Clock clock;

  HandingOver(RunMeans means, HandOvers handOvers) {
    this.handOvers = handOvers;
    this.outcomes = means.outcomes();
    this.tasks = means.tasks();
    this.clock = means.clock();
  }

  /** The call goes on; a copy of the event takes over the care for it, and the offset is done. */
  void begin(Work work, AtomicBoolean ended) {
    tasks.execute(() -> handOver(work, ended));
  }

  private void handOver(Work work, AtomicBoolean ended) {
    if (!ended.get() && work.handle().isOwned() && handOvers.begin(work.event())) {
      if (ended.get()) {
        // Between the two lines above: its outcome may be acknowledged already.
        handOvers.forget(work.event());
        return;
      }
      Instant afterTheCall =
          clock.instant().plusMillis(work.action().definition().timeoutMs()).plus(MARGIN);
      publishCopy(work, afterTheCall);
    }
  }

  /**
   * Takes care of an event that is the copy of a call handed over here.
   *
   * @return false where it is none
   */
  boolean takesCareOf(Work work) {
    return switch (handOvers.copy(work.event())) {
      case Copy.NO -> false;
      case Copy.DONE -> {
        work.handle().settled();
        yield true;
      }
      case Copy.EARLY -> {
        // The call it stands in for is not over.
        tasks.execute(() -> publishCopy(work, clock.instant().plus(MARGIN)));
        yield true;
      }
    };
  }

  /** Copies of the partition are events to whoever owns it next. */
  void forget(int partition) {
    handOvers.forget(number -> number == partition);
  }

  private void publishCopy(Work work, Instant due) {
    if (!work.handle().isOwned()) {
      work.handle().dropped();
      return;
    }
    Outcome copy =
        new Outcome.Delayed(
            DelayTiers.tierFor(Duration.between(clock.instant(), due)),
            due,
            work.event().attempt(),
            null,
            null);
    outcomes.publish(work.event(), copy, work.memory(), work.handle()::settled);
  }
}
