package io.atlas.worker.dispatch;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.FailureCategory;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Reading;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.result.Outcomes;
import io.atlas.worker.retry.DelayTiers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends each record on its way: to execution, one delay topic further, or to the dead letters.
 * Called by the intake's thread.
 */
public final class EventRouter {

  private static final long LOOK_AGAIN_MS = 1_000;

  private final EventReader reader;
  private final Definitions definitions;
  private final Dispatcher dispatcher;
  private final Outcomes outcomes;
  private final Executor tasks;
  private final ScheduledExecutorService timer;
  private final Clock clock;

  /** Actions that the view did not know, with the last event's look that is under way. */
  private final Map<String, CompletableFuture<Void>> undecided = new ConcurrentHashMap<>();

  public EventRouter(
      EventReader reader,
      Definitions definitions,
      Dispatcher dispatcher,
      Outcomes outcomes,
      Executor tasks,
      ScheduledExecutorService timer,
      Clock clock) {
    this.reader = reader;
    this.definitions = definitions;
    this.dispatcher = dispatcher;
    this.outcomes = outcomes;
    this.tasks = tasks;
    this.timer = timer;
    this.clock = clock;
  }

  /**
   * @param claim on the record
   */
  public void route(ConsumerRecord<String, byte[]> record, Claim claim) {
    switch (reader.read(record)) {
      case Reading.Poison poison ->
          outcomes.bury(
              poison,
              dead(
                  poison.executionId(),
                  "",
                  1,
                  FailureCategory.UNREADABLE_EVENT,
                  poison.summary(),
                  poison.firedAt(),
                  null),
              claim::settled);
      case Reading.Event(FiredEvent event) -> admit(event, claim);
    }
  }

  private void admit(FiredEvent event, Claim claim) {
    Duration remaining =
        event.due() == null ? Duration.ZERO : Duration.between(clock.instant(), event.due());
    if (remaining.isPositive() && event.orderingKey() == null && event.due() != null) {
      outcomes.publish(
          event,
          new Outcome.Delayed(
              DelayTiers.tierFor(remaining), event.due(), event.attempt(), null, null),
          claim::settled);
      return;
    }
    CompiledAction action = definitions.find(event.actionId());
    CompletableFuture<Void> before = undecided.get(event.actionId());
    if (action != null && before == null) {
      dispatcher.submit(event, action, claim);
      return;
    }
    // The view may be a moment behind the event; its end offset now decides. Later events of the
    // action follow in order.
    CompletableFuture<Void> looked = before != null ? before : definitions.upToDate();
    CompletableFuture<Void> decided =
        looked.handleAsync(
            (done, failure) -> {
              decide(event, claim, failure == null);
              return null;
            },
            tasks);
    undecided.put(event.actionId(), decided);
    var _ = decided.whenComplete((done, failure) -> undecided.remove(event.actionId(), decided));
  }

  private void decide(FiredEvent event, Claim claim, boolean upToDate) {
    CompiledAction action = definitions.find(event.actionId());
    if (action != null) {
      dispatcher.submit(event, action, claim);
    } else if (upToDate) {
      FailureCategory unknown = FailureCategory.UNKNOWN_ACTION;
      outcomes.publish(
          event,
          new Outcome.Dead(
              dead(
                  event.executionId(),
                  event.actionId(),
                  event.attempt(),
                  unknown,
                  unknown.summary(),
                  event.firedAt(),
                  event.replayOf())),
          claim::settled);
    } else if (!timer.isShutdown()) {
      var _ =
          timer.schedule(
              () -> tasks.execute(() -> admit(event, claim)), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    }
  }

  private ActionExecuted dead(
      String executionId,
      String actionId,
      int attempt,
      FailureCategory category,
      String summary,
      Instant firedAt,
      @Nullable String replayOf) {
    return new ActionExecuted(
        executionId,
        actionId,
        null,
        attempt,
        ActionExecuted.Outcome.FAILED,
        null,
        category,
        new Diagnosis(summary, category.hint()),
        clock.instant(),
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        firedAt,
        replayOf);
  }
}
