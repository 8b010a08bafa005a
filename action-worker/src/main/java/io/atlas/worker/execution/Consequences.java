package io.atlas.worker.execution;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.retry.DelayTiers;
import io.atlas.worker.retry.RetryPolicy;
import io.atlas.worker.retry.RetryPolicy.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What follows from how an attempt ended: done, again later, or dead. Thread-safe. */
final class Consequences {

  private final Results results;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;

  Consequences(Results results, TimeAndChance outside) {
    this.results = results;
    this.clock = outside.clock();
    this.nanoTime = outside.nanoTime();
    this.random = outside.random();
  }

  Outcome of(Attempt attempt, Ending ending) {
    Instant now = clock.instant();
    FiredEvent event = attempt.event;
    ActionDefinition.Retry retry = attempt.action.definition().retry();
    return switch (ending) {
      case Ending.Success _ ->
          new Outcome.Succeeded(
              result(attempt, ActionExecuted.Outcome.SUCCEEDED, null, null, null));
      case Ending.Failure failure when !failure.retry() -> dead(attempt, failure);
      case Ending.Failure failure ->
          switch (RetryPolicy.afterAttempt(
              retry,
              event.attempt(),
              failure.retryAfter(),
              event.firedAt(),
              now,
              random.getAsDouble())) {
            case Decision.RetryAt(Instant due, int next) -> {
              Outcome.Delayed delayed =
                  delayed(
                      event,
                      due,
                      next,
                      failure.category(),
                      result(
                          attempt,
                          ActionExecuted.Outcome.RETRYING,
                          failure.category(),
                          failure.diagnosis(),
                          due));
              yield attempt.leftOpen ? delayed.leftOpen() : delayed;
            }
            case Decision.GiveUp _ -> dead(attempt, failure);
          };
      case Ending.Held _ ->
          switch (RetryPolicy.park(
              retry,
              event.attempt(),
              event.firedAt(),
              RetryPolicy.asideUntil(event.firedAt(), now))) {
            case Decision.RetryAt(Instant due, int same) -> delayed(event, due, same, null, null);
            case Decision.GiveUp _ ->
                dead(attempt, OwnEndings.tooOld(event, attempt.action.definition()));
          };
      case Ending.Aside aside -> {
        Instant due =
            aside.until() != null ? aside.until() : RetryPolicy.asideUntil(event.firedAt(), now);
        Diagnosis diagnosis = new Diagnosis(aside.summary(), aside.category().hint());
        // One result on the first park and on a change of category; the rest would be noise.
        boolean told = event.parkedFor() == aside.category();
        yield switch (RetryPolicy.park(retry, event.attempt(), event.firedAt(), due)) {
          case Decision.RetryAt(Instant at, int same) ->
              delayed(
                  event,
                  at,
                  same,
                  aside.category(),
                  told
                      ? null
                      : result(
                          attempt,
                          ActionExecuted.Outcome.RETRYING,
                          aside.category(),
                          diagnosis,
                          at));
          case Decision.GiveUp _ ->
              dead(attempt, Ending.Failure.tooOld(aside.category(), aside.summary()));
        };
      }
    };
  }

  private Outcome dead(Attempt attempt, Ending.Failure failure) {
    return new Outcome.Dead(
        result(
            attempt, ActionExecuted.Outcome.FAILED, failure.category(), failure.diagnosis(), null));
  }

  private Outcome.Delayed delayed(
      FiredEvent event,
      Instant due,
      int attempt,
      @Nullable FailureCategory reason,
      @Nullable ActionExecuted result) {
    Topic topic =
        event.orderingKey() != null
            ? Topic.ACTION_DELAYED_ORDERED
            : DelayTiers.tierFor(Duration.between(clock.instant(), due));
    return new Outcome.Delayed(topic, due, attempt, reason, result);
  }

  private ActionExecuted result(
      Attempt attempt,
      ActionExecuted.Outcome outcome,
      @Nullable FailureCategory category,
      @Nullable Diagnosis diagnosis,
      @Nullable Instant nextAttemptAt) {
    return results.of(attempt, outcome, category, diagnosis, nextAttemptAt, nanoTime.getAsLong());
  }
}
