package io.atlas.model.event;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one attempt; a value of {@code action-executed}, keyed by execution id. Account,
 * status and category are written as null where there are none, so that every reader finds them.
 *
 * @param accountId null where the action is unknown
 * @param attempt from 1; parking without an attempt repeats the number
 * @param status the HTTP status, null where no answer came
 * @param category null on SUCCEEDED
 * @param startedAt when the attempt began
 * @param tokenGeneration the token used, null without one
 * @param request as sent, with secrets redacted
 * @param response as received, body cut, tokens and secrets scrubbed
 * @param nextAttemptAt on RETRYING only
 * @param firedAt when the event fired
 * @param replayOf the execution this one repeats on purpose
 * @param calls so many requests were sent, null from workers that did not count: two where a token
 *     was renewed, or where one was repeated
 * @param repeated why a request was sent twice, in words; null where none was
 * @param note what the event's publisher should know, in words; null for nothing
 */
public record ActionExecuted(
    String executionId,
    String actionId,
    @JsonInclude(ALWAYS) @Nullable String accountId,
    int attempt,
    Outcome outcome,
    @JsonInclude(ALWAYS) @Nullable Integer status,
    @JsonInclude(ALWAYS) @Nullable FailureCategory category,
    @Nullable Diagnosis diagnosis,
    Instant startedAt,
    long durationMs,
    @Nullable Long tokenGeneration,
    @Nullable String connectionId,
    @Nullable Request request,
    @Nullable Response response,
    @Nullable Instant nextAttemptAt,
    @Nullable Timings timings,
    @Nullable Instant firedAt,
    @Nullable String replayOf,
    @Nullable Integer calls,
    @Nullable String repeated,
    @Nullable String note) {

  /** Where no call was made. */
  public ActionExecuted(
      String executionId,
      String actionId,
      @Nullable String accountId,
      int attempt,
      Outcome outcome,
      @Nullable Integer status,
      @Nullable FailureCategory category,
      @Nullable Diagnosis diagnosis,
      Instant startedAt,
      long durationMs,
      @Nullable Long tokenGeneration,
      @Nullable String connectionId,
      @Nullable Request request,
      @Nullable Response response,
      @Nullable Instant nextAttemptAt,
      @Nullable Timings timings,
      @Nullable Instant firedAt,
      @Nullable String replayOf) {
    this(
        executionId,
        actionId,
        accountId,
        attempt,
        outcome,
        status,
        category,
        diagnosis,
        startedAt,
        durationMs,
        tokenGeneration,
        connectionId,
        request,
        response,
        nextAttemptAt,
        timings,
        firedAt,
        replayOf,
        null,
        null,
        null);
  }

  public ActionExecuted {
    if ((outcome == Outcome.SUCCEEDED) != (category == null)) {
      throw new IllegalArgumentException("a category goes with every outcome but SUCCEEDED");
    }
  }

  public enum Outcome {
    SUCCEEDED,
    RETRYING,
    FAILED
  }

  /** In plain words: what happened, and what to do about it. */
  public record Diagnosis(String summary, String hint) {}

  /**
   * {@code body} is text, cut at the configured size; null where there was none, or it is kept out.
   */
  public record Request(
      String method, String url, Map<String, String> headers, @Nullable String body) {

    /** Without a body. */
    public Request(String method, String url, Map<String, String> headers) {
      this(method, url, headers, null);
    }
  }

  /** {@code body} is text, cut at the configured size; null where none was kept. */
  public record Response(Map<String, String> headers, @Nullable String body) {}

  /**
   * Where the time went, in milliseconds with fractions; null for a phase that did not happen.
   *
   * @param waiting from reading the event to starting the attempt
   * @param token waiting for an access token
   * @param connect to a new connection, TLS included
   * @param firstByte from the sent request to the first byte of the answer
   * @param total the attempt
   */
  public record Timings(
      double waiting,
      @Nullable Double token,
      @Nullable Double connect,
      @Nullable Double firstByte,
      double total) {}
}
