package io.atlas.worker.execution;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.template.Rendered;
import io.atlas.model.template.Rendered.Field;
import io.atlas.model.text.LowerCase;
import io.atlas.worker.call.CallOutcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Results from the facts of an attempt, free of secrets; pure functions. */
final class Results {

  private static final String REDACTED = "[redacted]";

  /** Shown redacted whatever they hold: people put static credentials there. */
  private static final Set<String> SENSITIVE =
      Set.of(
          "authorization",
          "proxy-authorization",
          "dpop",
          "cookie",
          "set-cookie",
          "x-api-key",
          "api-key",
          "x-auth-token");

  private static final int MAX_URL = 4_000;
  private static final int MAX_HEADERS = 40;
  private static final int MAX_HEADER_LENGTH = 500;

  private final Kept kept;

  Results(Kept kept) {
    this.kept = kept;
  }

  ActionExecuted of(
      Attempt attempt,
      ActionExecuted.Outcome outcome,
      @Nullable FailureCategory category,
      @Nullable Diagnosis diagnosis,
      @Nullable Instant nextAttemptAt,
      long nowNanos) {
    ActionDefinition definition = attempt.action.definition();
    Redaction secrets = Redaction.ofAll(attempt.secrets);
    long total = nowNanos - attempt.startNanos;
    return new ActionExecuted(
        attempt.event.executionId(),
        attempt.event.actionId(),
        definition.accountId(),
        attempt.event.attempt(),
        outcome,
        status(attempt.call),
        category,
        diagnosis == null
            ? null
            : new Diagnosis(secrets.apply(diagnosis.summary()), secrets.apply(diagnosis.hint())),
        attempt.startedAt,
        total / 1_000_000,
        attempt.tokenGeneration,
        definition.authentication().connectionId(),
        request(attempt, secrets),
        response(attempt.call, secrets),
        nextAttemptAt,
        timings(attempt, total),
        attempt.event.firedAt(),
        attempt.event.replayOf(),
        attempt.calls,
        repeated(attempt),
        attempt.event.note());
  }

  private static @Nullable String repeated(Attempt attempt) {
    String why = attempt.repeated;
    if (attempt.nonceWanted) {
      String nonce = "the target refused the first for want of its nonce in the DPoP proof";
      why = why == null ? nonce : why + ", and " + nonce;
    }
    return why == null
        ? null
        : "Sent twice because " + why + ". Both carry the same Idempotency-Key.";
  }

  static @Nullable Integer status(@Nullable CallOutcome call) {
    return switch (call) {
      case null -> null;
      case CallOutcome.Responded response -> response.status();
      case CallOutcome.Failed failed -> failed.status();
      case CallOutcome.Unread unread -> unread.status();
    };
  }

  private ActionExecuted.@Nullable Request request(Attempt attempt, Redaction secrets) {
    Rendered.Request request = attempt.request;
    if (request == null) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    shown(request.headers(), headers, null);
    attempt.action.definition().headers().stream()
        .filter(ActionDefinition.Header::secret)
        .forEach(header -> headers.put(header.name(), REDACTED));
    if (attempt.tokenGeneration != null) {
      headers.put("Authorization", "Bearer " + REDACTED);
    }
    return new ActionExecuted.Request(
        attempt.action.definition().method(),
        cut(request.url(), MAX_URL),
        headers,
        requestBody(attempt, request, secrets));
  }

  private @Nullable String requestBody(
      Attempt attempt, Rendered.Request request, Redaction secrets) {
    boolean shown = !Boolean.FALSE.equals(attempt.action.definition().keepRequestBody());
    byte[] body = request.body();
    return body == null || !shown
        ? null
        : ShownBody.of(body, kept.requestBytes(), request.charset(), secrets);
  }

  private ActionExecuted.@Nullable Response response(
      @Nullable CallOutcome call, Redaction secrets) {
    if (!(call instanceof CallOutcome.Responded response)) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    shown(response.headers(), headers, secrets);
    return new ActionExecuted.Response(
        headers,
        ShownBody.of(
            response.body(),
            kept.responseBytes(),
            response.headers("Content-Encoding"),
            response.header("Content-Type"),
            secrets));
  }

  private static void shown(
      List<Field> fields, Map<String, String> headers, @Nullable Redaction secrets) {
    for (Field field : fields.subList(0, Math.min(fields.size(), MAX_HEADERS))) {
      String name = field.name();
      String value = field.value();
      if (SENSITIVE.contains(LowerCase.ascii(name))) {
        value = REDACTED;
      } else if (secrets != null) {
        // A target may answer with a name that it was sent, too.
        name = secrets.apply(name);
        value = secrets.apply(value);
      }
      headers.merge(
          cut(name, MAX_HEADER_LENGTH),
          cut(value, MAX_HEADER_LENGTH),
          (first, next) -> first + ", " + next);
    }
  }

  /** A result must fit its topic, whatever was rendered or answered. */
  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) + "…" : text;
  }

  private static ActionExecuted.Timings timings(Attempt attempt, long total) {
    CallOutcome.Timing call = attempt.call == null ? null : attempt.call.timing();
    return new ActionExecuted.Timings(
        millis(attempt.startNanos - attempt.event.readAtNanos()),
        attempt.tokenNanos < 0 ? null : millis(attempt.tokenNanos),
        call == null || call.connect() < 0 ? null : millis(call.connect()),
        call == null || call.firstByte() < 0 ? null : millis(call.firstByte()),
        millis(total));
  }

  /** With three decimals: microseconds. */
  private static double millis(long nanos) {
    return Math.round(nanos / 1_000.0) / 1_000.0;
  }
}
