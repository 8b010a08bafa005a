package io.atlas.worker.routing;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.ReadRecord;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.work.OffsetHandle;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sends each record on its way: to execution, one delay topic further, or to the dead letters.
 * Called by the intake's thread.
 */
public final class EventRouter {

  private final EventReader reader;
  private final Definitions definitions;
  private final Dispatcher dispatcher;
  private final Cancellations cancellations;
  private final EarlyEnds ends;
  private final UndecidedEvents undecided;
  private final Clock clock;

  /**
   * @param tasks runs what may block, each on a thread of its own
   */
  public EventRouter(
      EventReader reader,
      Definitions definitions,
      Dispatcher dispatcher,
      Cancellations cancellations,
      EarlyEnds ends,
      Executor tasks,
      Clock clock) {
    this.reader = reader;
    this.definitions = definitions;
    this.dispatcher = dispatcher;
    this.cancellations = cancellations;
    this.ends = ends;
    this.undecided = new UndecidedEvents(reader, definitions, dispatcher, ends, tasks);
    this.clock = clock;
  }

  /**
   * @param handle on the record's offset
   */
  public void route(ConsumerRecord<String, byte[]> record, OffsetHandle handle) {
    switch (reader.read(record)) {
      case ReadRecord.Poison poison -> ends.unreadable(poison, handle);
      case ReadRecord.Event(FiredEvent event) -> {
        try {
          admit(event, handle);
        } catch (RuntimeException | StackOverflowError bug) {
          ends.brokeOff(event, handle, bug, dispatcher);
        }
      }
    }
  }

  private void admit(FiredEvent event, OffsetHandle handle) {
    if (isEarly(event) && cancellations.of(event, event.accountId()) == null) {
      ends.delay(event, handle);
      return;
    }
    CompiledAction action = definitions.find(event.actionId());
    if (action != null && !undecided.hasAny(event.actionId())) {
      dispatcher.submit(event, action, handle);
    } else {
      undecided.add(event, handle);
    }
  }

  /** Keyed events wait for their time here, since others wait for them. */
  private boolean isEarly(FiredEvent event) {
    return event.due() != null
        && event.orderingKey() == null
        && Duration.between(clock.instant(), event.due()).isPositive();
  }
}
