package io.atlas.worker.fired;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event to execute, with what its journey over delay topics added.
 *
 * @param record as read; its value is passed on unchanged
 * @param executionId stable over redelivery and delays
 * @param attempt that comes next, from 1
 * @param parkedFor why it was delayed last, null on its first way
 * @param due no attempt before it, null for none
 * @param readAtNanos monotonic time of reading
 */
public record FiredEvent(
    ConsumerRecord<String, byte[]> record,
    String actionId,
    @Nullable JsonNode input,
    String executionId,
    Instant firedAt,
    int attempt,
    @Nullable FailureCategory parkedFor,
    @Nullable Instant due,
    @Nullable String replayOf,
    long readAtNanos) {

  /** Events of one action with equal keys run one at a time; null for no order. */
  public @Nullable String orderingKey() {
    return record.key();
  }

  /** The place in the order of its key: the offset on {@code action-fired}. */
  public long sequence() {
    Long fired = EventHeaders.number(record.headers(), EventHeaders.FIRED_OFFSET);
    return fired == null ? record.offset() : fired;
  }

  /** Whether it came over the topic where ordered events wait for a retry. */
  public boolean isOnRetryTopic() {
    return record.headers().lastHeader(EventHeaders.FIRED_OFFSET) != null;
  }

  public @Nullable String traceParent() {
    return EventHeaders.text(record.headers(), EventHeaders.TRACE_PARENT);
  }

  public int size() {
    return record.serializedValueSize();
  }
}
