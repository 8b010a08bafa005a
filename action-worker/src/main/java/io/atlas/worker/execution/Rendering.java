package io.atlas.worker.execution;

import io.atlas.model.template.Rendered;
import io.atlas.model.template.TimeLimit;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.fired.FiredEvent;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes requests of events. What computes for long does so in its account's turn. Thread-safe. */
final class Rendering {

  /** Longest wait for the account's turn to compute; what waits longer is put aside. */
  private static final Duration PROCESSOR_PATIENCE = Duration.ofSeconds(2);

  private final ProcessorShare processors;
  private final LongSupplier nanoTime;

  /**
   * @param computing runs what computes for long, on as many threads as there are processors
   */
  Rendering(Executor computing, LongSupplier nanoTime) {
    this.processors = new ProcessorShare(Runtime.getRuntime().availableProcessors(), computing);
    this.nanoTime = nanoTime;
  }

  /** Null where others of its account that compute for long did not let it. */
  @Nullable Rendered request(Attempt attempt, Recipe.Usable recipe) {
    if (!recipe.cost().isHeavy(attempt.event.size())) {
      return render(attempt, recipe, attempt.startNanos);
    }
    return processors.inTurn(
        attempt.action.definition().accountId(),
        PROCESSOR_PATIENCE,
        () -> {
          attempt.waitedNanos = nanoTime.getAsLong() - attempt.startNanos;
          return render(attempt, recipe, attempt.startNanos + attempt.waitedNanos);
        });
  }

  /** Its time begins before its request is rendered. */
  private Rendered render(Attempt attempt, Recipe.Usable recipe, long beginNanos) {
    FiredEvent event = attempt.event;
    long timeoutNanos = attempt.action.definition().timeoutMs() * 1_000_000L;
    TimeLimit time = new TimeLimit(nanoTime, beginNanos + timeoutNanos);
    return recipe
        .template()
        .render(event.withInput().input(), event.idempotencyKey(), event.firedAtInRequest(), time);
  }
}
