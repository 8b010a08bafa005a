package io.atlas.worker.fired;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * An event to execute, with what its journey over delay topics added.
 *
 * @param record as read; its value is passed on unchanged
 * @param input {@link MissingNode} where it was left in the record
 * @param executionId stable over redelivery and delays
 * @param readAtNanos monotonic time of reading
 */
public record FiredEvent(
    ConsumerRecord<String, byte[]> record,
    String actionId,
    @Nullable JsonNode input,
    String executionId,
    Instant firedAt,
    Journey journey,
    long readAtNanos) {

  /** The same with its input left in the record alone, where it takes less memory. */
  public FiredEvent withoutInput() {
    return with(MissingNode.getInstance());
  }

  /** The same with its input, read again where it was left out. */
  public FiredEvent withInput() {
    return input instanceof MissingNode
        ? with(EventJson.read(record.value(), ActionFired.class).input())
        : this;
  }

  private FiredEvent with(@Nullable JsonNode other) {
    return new FiredEvent(record, actionId, other, executionId, firedAt, journey, readAtNanos);
  }

  /** The attempt that comes next, from 1. */
  public int attempt() {
    return journey.attempt();
  }

  /** Why it was delayed last, null on its first way. */
  public @Nullable FailureCategory parkedFor() {
    return journey.parkedFor();
  }

  /** Whose the action was when it was delayed, null on its first way. */
  public @Nullable String accountId() {
    return journey.accountId();
  }

  /** No attempt is made before it; null for none. */
  public @Nullable Instant due() {
    return journey.due();
  }

  /** The execution that it repeats, or null. */
  public @Nullable String replayOf() {
    return journey.replayOf();
  }

  public @Nullable String traceParent() {
    return journey.traceParent();
  }

  public @Nullable String traceState() {
    return journey.traceState();
  }

  /** Events of one action with equal keys run one at a time; null for no order. */
  public @Nullable String orderingKey() {
    return record.key();
  }

  /** The place in the order of its key: the offset on {@code action-fired}. */
  public long sequence() {
    Long fired = journey.firedOffset();
    return fired == null ? record.offset() : fired;
  }

  /** Whether it came over the topic where ordered events wait for a retry. */
  public boolean isOnRetryTopic() {
    return journey.firedOffset() != null;
  }

  /** Notes on the record, and so on every copy of it, in how many deaths it was under way. */
  public void suspected(int deaths) {
    EventHeaders.set(record.headers(), EventHeaders.DEATHS, Integer.toString(deaths));
  }

  public int size() {
    return record.serializedValueSize();
  }
}
