package io.atlas.console;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionExecuted.Request;
import io.atlas.model.event.ActionExecuted.Response;
import io.atlas.model.event.ActionExecuted.Timings;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Results and dead letters as a worker writes them. */
final class Results {

  /** Of every dead letter. */
  static final String TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private Results() {}

  static ActionExecuted succeeded(
      String account, String actionId, String executionId, int attempt, Instant firedAt) {
    return result(account, actionId, executionId, attempt, Outcome.SUCCEEDED, 201, null, firedAt);
  }

  static ActionExecuted failed(
      String account,
      String actionId,
      String executionId,
      int attempt,
      FailureCategory category,
      Instant firedAt) {
    return result(account, actionId, executionId, attempt, Outcome.FAILED, 403, category, firedAt);
  }

  /** Sent, and never answered. */
  static ActionExecuted timedOut(
      String account, String actionId, String executionId, int attempt, Instant firedAt) {
    return new ActionExecuted(
        executionId,
        actionId,
        account,
        attempt,
        Outcome.FAILED,
        null,
        FailureCategory.TIMEOUT,
        new Diagnosis(FailureCategory.TIMEOUT.summary(), FailureCategory.TIMEOUT.hint()),
        firedAt,
        48,
        null,
        null,
        new Request("POST", "https://orders.example.com/", Map.of(), "{\"sent\":\"ü\"}"),
        null,
        null,
        null,
        firedAt,
        null,
        1,
        null,
        "The time of the event's record cannot be.");
  }

  static ActionExecuted retrying(
      String account, String actionId, String executionId, int attempt, Instant firedAt) {
    return result(
        account,
        actionId,
        executionId,
        attempt,
        Outcome.RETRYING,
        503,
        FailureCategory.TARGET_ERROR,
        firedAt);
  }

  static ActionExecuted result(
      @Nullable String account,
      String actionId,
      String executionId,
      int attempt,
      Outcome outcome,
      Integer status,
      @Nullable FailureCategory category,
      Instant firedAt) {
    Instant startedAt = firedAt.plusMillis(20L * attempt);
    return new ActionExecuted(
        executionId,
        actionId,
        account,
        attempt,
        outcome,
        status,
        category,
        category == null ? null : new Diagnosis(category.summary(), category.hint()),
        startedAt,
        48,
        1L,
        null,
        new Request(
            "POST",
            "https://orders.example.com/orders",
            Map.of("Authorization", "Bearer [redacted]", "Content-Type", "application/json")),
        new Response(Map.of("Content-Type", "application/json"), "{\"answer\":" + status + "}"),
        outcome == Outcome.RETRYING ? startedAt.plusSeconds(60) : null,
        new Timings(4, 1.5, 12.0, 28.0, 48),
        firedAt,
        null);
  }

  static ProducerRecord<String, byte[]> deadLetter(
      KafkaConnection kafka, String actionId, String executionId, String input, int replayNumber) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            kafka.name(Topic.ACTION_DEAD),
            executionId,
            EventJson.write(
                ActionFired.of(actionId, EventJson.MAPPER.readTree(input))
                    .withExecutionId(executionId)));
    EventHeaders.set(record.headers(), EventHeaders.REASON, "FORBIDDEN");
    EventHeaders.set(record.headers(), EventHeaders.EXECUTION_ID, executionId);
    EventHeaders.set(record.headers(), EventHeaders.TRACE_PARENT, TRACE_PARENT);
    if (replayNumber > 0) {
      EventHeaders.set(
          record.headers(), EventHeaders.REPLAY_NUMBER, Integer.toString(replayNumber));
    }
    return record;
  }
}
