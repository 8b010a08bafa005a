package io.atlas.worker.fired;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a record's headers tell of its way so far. They are read in one pass and once: looking each
 * up took 3 % of the samples of a profile. Of several headers with one name the last counts.
 *
 * @param executionId null on the first way
 * @param firedAt null on the first way
 * @param attempt that comes next, from 1
 * @param parkedFor why it was delayed last, null on its first way
 * @param accountId whose the action was, null on the first way
 * @param due no attempt before it, null for none
 * @param firedOffset the offset on {@code action-fired} of what came over the topic where ordered
 *     events wait for a retry, else null
 * @param mayBeUnderWay whether an earlier attempt left open whether the target carried it out
 * @param idempotencyKey of a replay that repeats the first execution's, else null
 * @param firstFiredAt that goes with it: when the first execution was fired
 * @param traceParent as it came, unchecked; of CloudEvents' extension where there is no other
 * @param traceState that goes with it
 */
public record Journey(
    @Nullable String executionId,
    @Nullable Instant firedAt,
    int attempt,
    @Nullable FailureCategory parkedFor,
    @Nullable String accountId,
    @Nullable Instant due,
    @Nullable String replayOf,
    @Nullable Long firedOffset,
    boolean mayBeUnderWay,
    @Nullable String idempotencyKey,
    @Nullable Instant firstFiredAt,
    @Nullable String traceParent,
    @Nullable String traceState) {

  /** More than any of them needs; a longer one is of no use, and is not decoded. */
  private static final int LONGEST = 2_048;

  public static Journey of(Headers headers) {
    String executionId = null;
    Instant firedAt = null;
    int attempt = 1;
    FailureCategory parkedFor = null;
    String accountId = null;
    Instant due = null;
    String replayOf = null;
    Long firedOffset = null;
    boolean mayBeUnderWay = false;
    String idempotencyKey = null;
    Instant firstFiredAt = null;
    String traceParent = null;
    String traceState = null;
    String ceTraceParent = null;
    String ceTraceState = null;
    for (Header header : headers) {
      switch (header.key()) {
        case EventHeaders.EXECUTION_ID -> executionId = EventReader.usable(text(header));
        case EventHeaders.FIRED_AT -> firedAt = instant(header);
        case EventHeaders.ATTEMPT -> attempt = attempt(header);
        case EventHeaders.REASON -> parkedFor = category(header);
        case EventHeaders.ACCOUNT -> accountId = text(header);
        case EventHeaders.DUE -> due = instant(header);
        case EventHeaders.REPLAY_OF -> replayOf = EventReader.usable(text(header));
        case EventHeaders.FIRED_OFFSET -> firedOffset = number(header);
        case EventHeaders.MAY_BE_UNDER_WAY -> mayBeUnderWay = true;
        case EventHeaders.IDEMPOTENCY_KEY -> idempotencyKey = EventReader.usable(text(header));
        case EventHeaders.FIRST_FIRED_AT -> firstFiredAt = instant(header);
        case EventHeaders.TRACE_PARENT -> traceParent = text(header);
        case EventHeaders.TRACE_STATE -> traceState = text(header);
        case EventHeaders.CE_TRACE_PARENT -> ceTraceParent = text(header);
        case EventHeaders.CE_TRACE_STATE -> ceTraceState = text(header);
        default -> {
          // CloudEvents' own, and those of other programs.
        }
      }
    }
    return new Journey(
        executionId,
        firedAt,
        attempt,
        parkedFor,
        accountId,
        due,
        replayOf,
        firedOffset,
        mayBeUnderWay,
        replayOf == null ? null : idempotencyKey,
        replayOf == null || idempotencyKey == null ? null : firstFiredAt,
        traceParent != null ? traceParent : ceTraceParent,
        traceParent != null ? traceState : ceTraceState);
  }

  private static @Nullable String text(Header header) {
    return header.value() != null && header.value().length > LONGEST
        ? null
        : EventHeaders.text(header);
  }

  private static @Nullable Long number(Header header) {
    return header.value() != null && header.value().length > LONGEST
        ? null
        : EventHeaders.number(header);
  }

  private static int attempt(Header header) {
    Long number = number(header);
    return number == null ? 1 : Math.clamp(number, 1, Integer.MAX_VALUE);
  }

  private static @Nullable Instant instant(Header header) {
    Long epochMillis = number(header);
    return epochMillis == null ? null : Instant.ofEpochMilli(epochMillis);
  }

  private static @Nullable FailureCategory category(Header header) {
    String name = text(header);
    for (FailureCategory category : FailureCategory.values()) {
      if (category.name().equals(name)) {
        return category;
      }
    }
    return null;
  }
}
