package io.atlas.model.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Names of record headers, and CloudEvents 1.0 in Kafka's binary content mode. */
public final class EventHeaders {

  /** Category that put the record here. */
  public static final String REASON = "atlas-reason";

  /** The category in words. */
  public static final String SUMMARY = "atlas-summary";

  /** The attempt that comes next (delay topics) or was the last (dead letters), from 1. */
  public static final String ATTEMPT = "atlas-attempt";

  /** Epoch milliseconds before which a delayed record is not tried. */
  public static final String DUE = "atlas-due";

  /** The execution that a replayed record repeats. */
  public static final String REPLAY_OF = "atlas-replay-of";

  /** How often the event was replayed on purpose, from 1. */
  public static final String REPLAY_NUMBER = "atlas-replay-number";

  /** The execution id, which a record keeps through delay topics. */
  public static final String EXECUTION_ID = "atlas-execution-id";

  /** Epoch milliseconds when the event fired, which bounds its age. */
  public static final String FIRED_AT = "atlas-fired-at";

  /** On dead letters, whose key is the execution id: the key the event was fired with. */
  public static final String ORDERING_KEY = "atlas-ordering-key";

  /** On delayed events: whose the action was, which may be deleted meanwhile. */
  public static final String ACCOUNT = "atlas-account";

  /** On delayed ordered events: the offset on {@code action-fired}, which is their order. */
  public static final String FIRED_OFFSET = "atlas-fired-offset";

  /** On results of events on their first way: partition and offset on {@code action-fired}. */
  public static final String FIRED_PLACE = "atlas-fired-place";

  /** On delayed and dead events: in how many deaths of a worker it was under way, from 1. */
  public static final String DEATHS = "atlas-deaths";

  /** On delayed and dead events: an attempt left open whether the target carried it out. */
  public static final String MAY_BE_UNDER_WAY = "atlas-may-be-under-way";

  /** On replays that the target is to take for the first execution's request: its key. */
  public static final String IDEMPOTENCY_KEY = "atlas-idempotency-key";

  /** Beside that key: epoch milliseconds of the first firing, so that the request is the same. */
  public static final String FIRST_FIRED_AT = "atlas-first-fired-at";

  /** On events that a person fired from a topic's page: the person's name. */
  public static final String FIRED_BY = "atlas-fired-by";

  /** W3C trace context, passed on from the event to the request. */
  public static final String TRACE_PARENT = "traceparent";

  public static final String TRACE_STATE = "tracestate";

  /** The same as CloudEvents' distributed tracing extension has it. */
  public static final String CE_TRACE_PARENT = "ce_traceparent";

  public static final String CE_TRACE_STATE = "ce_tracestate";

  /** All that tell of the trace an event belongs to. */
  public static final Set<String> TRACE =
      Set.of(TRACE_PARENT, TRACE_STATE, CE_TRACE_PARENT, CE_TRACE_STATE);

  /** What a way over delay topics adds; on {@code action-fired} it is somebody's copy, and void. */
  public static final Set<String> JOURNEY =
      Set.of(
          REASON,
          SUMMARY,
          ATTEMPT,
          DUE,
          EXECUTION_ID,
          FIRED_AT,
          ACCOUNT,
          FIRED_OFFSET,
          DEATHS,
          MAY_BE_UNDER_WAY,
          ORDERING_KEY);

  /** Version of the keyed thing, on tombstones too. */
  public static final String VERSION = "atlas-version";

  /** CloudEvents' id: the execution's on {@code action-fired}. */
  public static final String ID = "ce_id";

  /** An empty header takes two bytes on the wire, and is an object all the same. */
  private static final int OBJECT = 64;

  private static final byte[] SPEC_VERSION = bytes("1.0");
  private static final byte[] JSON = bytes("application/json");

  private EventHeaders() {}

  /**
   * Sets what CloudEvents requires, in place of what a copied record brought.
   *
   * @param type reverse-DNS name of what happened, such as {@code io.atlas.action.fired}
   * @param source the emitting service, of {@link EventSources}
   */
  public static void cloudEvent(
      Headers headers, String id, String type, String source, Instant time) {
    replace(headers, "ce_specversion", SPEC_VERSION);
    replace(headers, ID, bytes(id));
    replace(headers, EventTypes.HEADER, bytes(type));
    replace(headers, "ce_source", bytes(source));
    replace(headers, "ce_time", bytes(DateTimeFormatter.ISO_INSTANT.format(time)));
    replace(headers, "content-type", JSON);
  }

  /** Bytes that they take in memory, at least. */
  public static long size(Headers headers) {
    long bytes = 0;
    for (Header header : headers) {
      bytes += OBJECT + header.key().length();
      bytes += header.value() == null ? 0 : header.value().length;
    }
    return bytes;
  }

  /** The last header of that name as it is, or null. */
  public static byte @Nullable [] bytes(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }

  /** The last header of that name as text, or null. */
  public static @Nullable String text(Headers headers, String name) {
    return text(headers.lastHeader(name));
  }

  /** The header's value as text, or null. */
  public static @Nullable String text(@Nullable Header header) {
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** The last header of that name as a number, or null where it is absent or none. */
  public static @Nullable Long number(Headers headers, String name) {
    return number(headers.lastHeader(name));
  }

  /** The header's value as a number, or null where it is none. */
  public static @Nullable Long number(@Nullable Header header) {
    String text = text(header);
    if (text == null) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notOurs) {
      return null;
    }
  }

  /** Sets the header, in place of any of that name. */
  public static void set(Headers headers, String name, String value) {
    replace(headers, name, bytes(value));
  }

  /** Sets the header, in place of any of that name. */
  public static void set(Headers headers, String name, byte[] value) {
    replace(headers, name, value);
  }

  private static void replace(Headers headers, String name, byte[] value) {
    headers.remove(name);
    headers.add(name, value);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
