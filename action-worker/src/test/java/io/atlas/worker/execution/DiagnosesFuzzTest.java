package io.atlas.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.Rendered.Field;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import io.atlas.worker.call.CallOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: any challenge, Retry-After and body in words")
class DiagnosesFuzzTest {

  /** An answer's head has at most 64 KiB. */
  private static final int LONGEST_HEADER = 16 << 10;

  private static final int KEPT_BYTES = 4_096;
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  record Try(int status, String challenge, String retryAfter, String type, String body) {}

  @Test
  void areFewAndWaitNotForEver() {
    Fuzz.of("diagnoses", tries())
        .replaying(
            DiagnosesFuzzTest.class,
            kept ->
                new Try(
                    kept.path("status").intValue(),
                    KeptInputs.text(kept.path("challenge")),
                    KeptInputs.text(kept.path("retryAfter")),
                    "application/json",
                    KeptInputs.text(kept.path("body"))))
        .run(DiagnosesFuzzTest::diagnose);
  }

  private static void diagnose(Try tried) {
    CallOutcome answer =
        new CallOutcome.Responded(
            tried.status(),
            List.of(
                new Field("WWW-Authenticate", cut(tried.challenge(), LONGEST_HEADER)),
                new Field("Retry-After", cut(tried.retryAfter(), LONGEST_HEADER)),
                new Field("Content-Type", cut(tried.type(), LONGEST_HEADER))),
            cut(tried.body(), KEPT_BYTES).getBytes(StandardCharsets.UTF_8),
            new CallOutcome.Timing(1, 1, 1));
    Ending ending = Diagnoses.of(answer, true, Redaction.of(new Secret("a-token-12345678")), NOW);
    if (ending instanceof Ending.Failure failure) {
      assertThat(failure.diagnosis().summary().length()).isLessThan(1_000);
      assertThat(failure.diagnosis().hint().length()).isLessThan(1_000);
      assertThat(failure.retryAfter() == null || !failure.retryAfter().isNegative()).isTrue();
    }
  }

  private static Grammar<Try> tries() {
    Grammar<Integer> statuses = Grammar.of(200, 301, 400, 401, 401, 403, 404, 429, 500, 503, 999);
    Grammar<String> parameters =
        HostileText.mutated(
            Grammar.of(
                    "error=\"invalid_token\"",
                    "scope=\"a b\"",
                    "error_description=\"x\"",
                    "realm=\"",
                    "error = invalid_token",
                    "scope=",
                    "error",
                    "Bearer",
                    "Basic",
                    ",")
                .joined(0, 8, ", "));
    Grammar<String> challenges =
        Grammar.weighted(4, parameters.map(text -> "Bearer " + text))
            .or(1, HostileText.texts())
            .or(1, HostileText.runs().map(run -> "Bearer error" + run + "="));
    Grammar<String> waits =
        Grammar.weighted(2, JsonTexts.numbers())
            .or(
                3,
                HostileText.mutated(
                    Grammar.of(
                        "Tue, 24 Nov 2026 10:00:00 GMT",
                        "Tuesday, 24-Nov-26 10:00:00 GMT",
                        "Tue Nov 24 10:00:00 2026",
                        "Wed, 31 Dec 9999 23:59:59 UTC",
                        "120",
                        "-1",
                        "Tue, 24 Nov 2026 10:00:00 +9999",
                        "00000000000000000001")))
            .or(1, HostileText.texts());
    Grammar<String> types =
        Grammar.weighted(3, Grammar.of("application/json", "text/html", "text/plain; charset=x"))
            .or(1, HostileText.texts());
    Grammar<String> bodies = Grammar.oneOf(JsonTexts.mutatedValues(), HostileText.texts());
    return random ->
        new Try(
            statuses.make(random),
            challenges.make(random),
            waits.make(random),
            types.make(random),
            bodies.make(random));
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) : text;
  }
}
