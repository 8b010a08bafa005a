package io.atlas.worker.dispatch;

import io.atlas.worker.result.Outcome;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Publishes what became of works, and tells when it is acknowledged. Thread-safe. */
final class Conclusions {

  private final WorkRunner runner;
  private final Consumer<Work> comesBack;
  private final BiConsumer<Work, Boolean> settledKeyed;

  /**
   * @param comesBack told before a keyed work is written to the retry topic: it may be read back
   *     before that is acknowledged here
   * @param settledKeyed told once a keyed work's outcome is acknowledged, and whether it comes back
   */
  Conclusions(WorkRunner runner, Consumer<Work> comesBack, BiConsumer<Work, Boolean> settledKeyed) {
    this.runner = runner;
    this.comesBack = comesBack;
    this.settledKeyed = settledKeyed;
  }

  /** What does not come to an attempt. */
  void carryOut(Todo todo) {
    for (Todo.Aside aside : todo.aside) {
      publishLater(aside.work(), () -> runner.putAside(aside.work(), aside.category()));
    }
    for (Work work : todo.poison) {
      publishLater(work, () -> runner.poison(work));
    }
    for (Work work : todo.behind) {
      runner.later(() -> runner.publish(work, runner.putBehind(work), work.claim()::settled));
    }
  }

  void publish(Work work, Outcome outcome) {
    try {
      send(work, outcome);
    } catch (RuntimeException | StackOverflowError unwritable) {
      send(work, runner.brokeOff(work, unwritable));
    }
  }

  private void send(Work work, Outcome outcome) {
    if (!work.isKeyed()) {
      runner.publish(work, outcome, work.claim()::settled);
      return;
    }
    boolean delayed = outcome instanceof Outcome.Delayed;
    if (delayed) {
      comesBack.accept(work);
    }
    runner.publish(work, outcome, () -> settledKeyed.accept(work, delayed));
  }

  private void publishLater(Work work, Supplier<Outcome> becoming) {
    runner.later(() -> {
      Outcome outcome;
      try {
        outcome = becoming.get();
      } catch (RuntimeException | StackOverflowError bug) {
        outcome = runner.brokeOff(work, bug);
      }
      publish(work, outcome);
    });
  }
}
