package io.atlas.worker.fired;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.FailureCategory;
import io.atlas.worker.memory.Footprint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * An event to execute, with what its journey over delay topics added.
 *
 * @param record as read; its value is passed on unchanged
 * @param input {@link MissingNode} where it was left in the record
 * @param inputMemory bytes that the input takes as a tree, there or not
 * @param executionId stable over redelivery and delays
 * @param readAtNanos monotonic time of reading
 * @param note what its publisher should know, though it is executed; null for nothing
 */
public record FiredEvent(
    ConsumerRecord<String, byte[]> record,
    String actionId,
    @Nullable JsonNode input,
    long inputMemory,
    String executionId,
    Instant firedAt,
    Journey journey,
    long readAtNanos,
    @Nullable String note) {

  public FiredEvent(
      ConsumerRecord<String, byte[]> record,
      String actionId,
      @Nullable JsonNode input,
      String executionId,
      Instant firedAt,
      Journey journey,
      long readAtNanos) {
    this(
        record,
        actionId,
        input,
        Footprint.tree(input),
        executionId,
        firedAt,
        journey,
        readAtNanos,
        null);
  }

  /** The same with its input left in the record alone, where it takes less memory. */
  public FiredEvent withoutInput() {
    return with(MissingNode.getInstance());
  }

  /**
   * The same with its input, read where it was left out.
   *
   * @throws UnreadableEventException where only now a number turns out to be none
   */
  public FiredEvent withInput() {
    return input instanceof MissingNode
        ? with(EventJson.read(record.value(), ActionFired.class).input())
        : this;
  }

  private FiredEvent with(@Nullable JsonNode other) {
    return new FiredEvent(
        record, actionId, other, inputMemory, executionId, firedAt, journey, readAtNanos, note);
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

  /** The same for every attempt, and for a replay that is to be taken for the same request. */
  public String idempotencyKey() {
    String first = journey.idempotencyKey();
    return first == null ? executionId : first;
  }

  /**
   * The time that goes into the request: with the same key it is the same, so that the request is,
   * byte for byte. In milliseconds, as the journey has it.
   */
  public Instant firedAtInRequest() {
    Instant first = journey.firstFiredAt();
    return (first == null ? firedAt : first).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Whether the target may have had the request before and still be at it: an attempt got no
   * answer, a worker died meanwhile, or it is a replay with the same key.
   */
  public boolean mayBeUnderWay() {
    return journey.mayBeUnderWay()
        || journey.idempotencyKey() != null
        || record.headers().lastHeader(EventHeaders.DEATHS) != null;
  }

  public @Nullable String traceParent() {
    return journey.traceParent();
  }

  public @Nullable String traceState() {
    return journey.traceState();
  }

  /**
   * Events of one action with equal keys run one at a time; null for no order. A character is a
   * byte ({@link io.atlas.model.kafka.ByteKeys}).
   */
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
