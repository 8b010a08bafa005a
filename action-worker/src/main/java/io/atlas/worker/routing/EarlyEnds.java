package io.atlas.worker.routing;

import io.atlas.model.event.ActionExecuted;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.ReadRecord;
import io.atlas.worker.memory.Footprint;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.result.Unexecuted;
import io.atlas.worker.retry.DelayTiers;
import io.atlas.worker.retry.RetryPolicy;
import io.atlas.worker.signal.AttemptSignals;
import io.atlas.worker.work.OffsetHandle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of records that do not come to the dispatcher. They count as memory until that is
 * acknowledged, too. Thread-safe.
 */
public final class EarlyEnds {

  private static final Logger log = LoggerFactory.getLogger(EarlyEnds.class);

  /** Of events whose action nobody knows. */
  private static final String NOBODY = "";

  private final OutcomePublisher outcomes;
  private final AttemptSignals signals;
  private final InFlightMemory memory;
  private final Clock clock;

  public EarlyEnds(
      OutcomePublisher outcomes, AttemptSignals signals, InFlightMemory memory, Clock clock) {
    this.outcomes = outcomes;
    this.signals = signals;
    this.memory = memory;
    this.clock = clock;
  }

  /** Into the dead letters. */
  void unreadable(ReadRecord.Poison poison, OffsetHandle handle) {
    ActionExecuted result = Unexecuted.unreadable(poison, clock.instant());
    InFlightMemory.Share held = hold(NOBODY, poison.record());
    outcomes.bury(
        poison,
        result,
        held,
        () -> {
          held.close();
          handle.settled();
        });
    signals.unexecuted(result);
  }

  /** One delay topic further, as it is: it is before its time, or there is no memory for it now. */
  void delay(FiredEvent event, OffsetHandle handle) {
    Instant now = clock.instant();
    Instant due =
        event.due() != null && event.due().isAfter(now)
            ? event.due()
            : RetryPolicy.asideUntil(event.firedAt(), now);
    publish(
        event,
        new Outcome.Delayed(
            DelayTiers.tierFor(Duration.between(now, due)), due, event.attempt(), null, null),
        handle::settled);
  }

  /** Into the dead letters. */
  void unknownAction(FiredEvent event, OffsetHandle handle, Dispatcher others) {
    end(event, Unexecuted.unknownAction(event, event.accountId(), clock.instant()), handle, others);
  }

  /** Dead and to be looked at, rather than stuck and stopping its partition. */
  void brokeOff(FiredEvent event, OffsetHandle handle, Throwable bug, Dispatcher others) {
    log.error("execution {} broke off", event.executionId(), bug);
    end(event, Unexecuted.internal(event, event.accountId(), clock.instant()), handle, others);
  }

  /**
   * Memory for an event until it is known what becomes of it.
   *
   * @return null where there is none; of events that others wait for there always is
   */
  InFlightMemory.@Nullable Share holdUndecided(FiredEvent event) {
    InFlightMemory.Share share = memory.open(owner(event));
    long bytes = Footprint.of(event.record()) + event.inputMemory();
    if (!share.take(bytes)) {
      if (event.orderingKey() == null) {
        return null;
      }
      share.hold(bytes);
    }
    return share;
  }

  /**
   * @param others who may wait for the event's key
   */
  private void end(FiredEvent event, Outcome.Dead dead, OffsetHandle handle, Dispatcher others) {
    publish(
        event,
        dead,
        () -> {
          handle.settled();
          if (event.orderingKey() != null) {
            others.endedEarly(event);
          }
        });
    signals.unexecuted(dead.result());
  }

  private void publish(FiredEvent event, Outcome outcome, Runnable settled) {
    InFlightMemory.Share held = hold(owner(event), event.record());
    outcomes.publish(
        event,
        outcome,
        held,
        () -> {
          held.close();
          settled.run();
        });
  }

  private InFlightMemory.Share hold(String account, ConsumerRecord<String, byte[]> record) {
    InFlightMemory.Share share = memory.open(account);
    share.hold(Footprint.of(record));
    return share;
  }

  private static String owner(FiredEvent event) {
    return event.accountId() == null ? NOBODY : event.accountId();
  }
}
