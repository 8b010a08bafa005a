package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Reading;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.result.Outcomes;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.retry.DelayTiers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each record on its way: to execution, one delay topic further, or to the dead letters.
 * Called by the intake's thread.
 */
public final class EventRouter {

  private static final Logger log = LoggerFactory.getLogger(EventRouter.class);

  private static final long LOOK_AGAIN_MS = 1_000;

  private final EventReader reader;
  private final Definitions definitions;
  private final Dispatcher dispatcher;
  private final Cancellations cancellations;
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
      Cancellations cancellations,
      Outcomes outcomes,
      Executor tasks,
      ScheduledExecutorService timer,
      Clock clock) {
    this.reader = reader;
    this.definitions = definitions;
    this.dispatcher = dispatcher;
    this.cancellations = cancellations;
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
          outcomes.bury(poison, Unexecuted.unreadable(poison, clock.instant()), claim::settled);
      case Reading.Event(FiredEvent event) -> {
        try {
          admit(event, claim);
        } catch (RuntimeException | StackOverflowError bug) {
          brokeOff(event, claim, bug);
        }
      }
    }
  }

  /** Dead and to be looked at, rather than stuck and stopping its partition. */
  private void brokeOff(FiredEvent event, Claim claim, Throwable bug) {
    log.error("execution {} broke off", event.executionId(), bug);
    endEarly(event, Unexecuted.internal(event, event.accountId(), clock.instant()), claim);
  }

  private void endEarly(FiredEvent event, Outcome outcome, Claim claim) {
    outcomes.publish(
        event,
        outcome,
        () -> {
          claim.settled();
          if (event.orderingKey() != null) {
            dispatcher.endedEarly(event);
          }
        });
  }

  private void admit(FiredEvent event, Claim claim) {
    Duration remaining =
        event.due() == null ? Duration.ZERO : Duration.between(clock.instant(), event.due());
    boolean early = remaining.isPositive() && event.orderingKey() == null;
    if (early && event.due() != null && cancellations.of(event, event.accountId()) == null) {
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
    // action follow in order, each by an end offset taken after it was read.
    CompletableFuture<Boolean> upToDate = lookedUp();
    CompletableFuture<Void> decided =
        before == null
            ? upToDate.thenComposeAsync(known -> decide(event, claim, known), tasks)
            : before
                .handle((done, failure) -> true)
                .thenCombine(upToDate, (turn, known) -> known)
                .thenComposeAsync(known -> decide(event, claim, known), tasks);
    undecided.put(event.actionId(), decided);
    var _ =
        decided.whenComplete((done, failure) -> {
          undecided.remove(event.actionId(), decided);
          if (failure != null) {
            brokeOff(event, claim, failure);
          }
        });
  }

  /** Whether the view of actions could be brought up to what was on the topic at this call. */
  private CompletableFuture<Boolean> lookedUp() {
    return definitions.upToDate().handle((done, failure) -> failure == null);
  }

  /** Completes once the event is on its way, which later ones of its action wait for. */
  private CompletableFuture<Void> decide(FiredEvent event, Claim claim, boolean upToDate) {
    if (!claim.mayStart()) {
      claim.dropped();
      return CompletableFuture.completedFuture(null);
    }
    CompiledAction action = definitions.find(event.actionId());
    if (action != null) {
      dispatcher.submit(event, action, claim);
    } else if (upToDate) {
      reader.unknownAction(event);
      endEarly(event, Unexecuted.unknownAction(event, event.accountId(), clock.instant()), claim);
    } else if (!timer.isShutdown()) {
      CompletableFuture<Void> pause = new CompletableFuture<>();
      var _ = timer.schedule(() -> pause.complete(null), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
      return pause
          .thenCompose(over -> lookedUp())
          .thenComposeAsync(known -> decide(event, claim, known), tasks);
    }
    return CompletableFuture.completedFuture(null);
  }
}
