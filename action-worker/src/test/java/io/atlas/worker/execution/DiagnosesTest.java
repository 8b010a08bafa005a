package io.atlas.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.Rendered.Field;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.call.CallOutcome.Responded;
import io.atlas.worker.call.CallOutcome.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosesTest {

  private static final Redaction NO_SECRETS = Redaction.ofAll(List.of());

  private static Ending.Failure failure(int status, Field... headers) {
    Responded answered = new Responded(status, List.of(headers), new byte[0], new Timing(0, 0, 0));
    return (Ending.Failure) Diagnoses.of(answered, true, NO_SECRETS, Instant.EPOCH);
  }

  private static Field challenge(String value) {
    return new Field("WWW-Authenticate", value);
  }

  @Test
  void aScopeIsAskedForInAnyChallengeQuotedOrNot() {
    Ending.Failure second =
        failure(
            403,
            challenge("Basic realm=\"api\""),
            challenge("Bearer error=insufficient_scope, scope=\"orders.write orders.read\""));
    assertThat(second.category()).isEqualTo(FailureCategory.INSUFFICIENT_SCOPE);
    assertThat(second.diagnosis().hint()).contains("orders.write orders.read");

    Ending.Failure inOneField =
        failure(403, challenge("Basic realm=\"a\", Bearer Error=\"insufficient_scope\""));
    assertThat(inOneField.category()).isEqualTo(FailureCategory.INSUFFICIENT_SCOPE);
  }

  @Test
  void anErrorInADescriptionIsNone() {
    Ending.Failure failure =
        failure(
            403, challenge("Bearer error=\"invalid_token\", error_description=\"scope was x\""));
    assertThat(failure.category()).isEqualTo(FailureCategory.FORBIDDEN);
    assertThat(failure.diagnosis().summary()).contains("invalid_token: scope was x");
  }

  @Test
  void aRedirectIsNotFollowedAndItsHostIsNamed() {
    Ending.Failure elsewhere = failure(302, new Field("Location", "https://new.example/orders"));
    assertThat(elsewhere.category()).isEqualTo(FailureCategory.REJECTED);
    assertThat(elsewhere.retry()).isFalse();
    assertThat(elsewhere.diagnosis().hint()).contains("new.example");
    assertThat(failure(308, new Field("Location", "/orders/")).diagnosis().hint())
        .contains("on the same host");
  }

  @Test
  void aTokenThatATargetQuotesIsTakenOutBeforeTheQuoteIsCut() {
    String token = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(20);
    Responded answered =
        new Responded(
            401,
            List.of(
                challenge(
                    "Bearer error=\"invalid_token\", error_description=\"no " + token + "\"")),
            new byte[0],
            new Timing(0, 0, 0));
    Ending ending = Diagnoses.of(answered, true, Redaction.of(new Secret(token)), Instant.EPOCH);
    assertThat(((Ending.Failure) ending).diagnosis().summary())
        .contains("invalid_token: no [redacted].")
        .doesNotContain("0123");
  }

  @Test
  void anAnswerThatIsNoneIsNotCalledAServerError() {
    Ending ending =
        Diagnoses.of(
            new CallOutcome.Failed(
                FailureCategory.TARGET_ERROR,
                200,
                "the answer is cut off",
                false,
                new Timing(0, 0, 0)),
            false,
            NO_SECRETS,
            Instant.EPOCH);
    assertThat(((Ending.Failure) ending).diagnosis().summary())
        .isEqualTo("The target's answer cannot be used: the answer is cut off.");
    assertThat(((Ending.Failure) ending).retry()).isTrue();
  }

  @Test
  void whatWasCarriedOutIsNotRepeatedForTheFormOfItsAnswer() {
    for (Integer status : new Integer[] {200, 201, 204, 500}) {
      Ending ending =
          Diagnoses.of(
              new CallOutcome.Failed(
                  FailureCategory.TARGET_ERROR, status, "two lengths", true, new Timing(0, 0, 0)),
              false,
              NO_SECRETS,
              Instant.EPOCH);
      assertThat(((Ending.Failure) ending).retry()).isEqualTo(status == 500);
    }
  }

  @Test
  void onlyAnAnswerThatNeedsATokenShowsThatItWasAccepted() {
    for (int status : List.of(302, 401, 403, 404, 429, 500, 503)) {
      assertThat(Diagnoses.showsAcceptance(failure(status))).as("%s", status).isFalse();
    }
    Ending scope = failure(403, challenge("Bearer error=\"insufficient_scope\""));
    assertThat(Diagnoses.showsAcceptance(scope)).isTrue();
    assertThat(Diagnoses.showsAcceptance(new Ending.Success())).isTrue();
  }

  @Test
  void whoeverSaysWhenToComeAgainIsAskedAgainThen() {
    for (int status : List.of(403, 409, 413, 423, 404, 429)) {
      Ending.Failure later = failure(status, new Field("Retry-After", "30"));
      assertThat(later.category()).as("%s", status).isEqualTo(FailureCategory.THROTTLED);
      assertThat(later.retry()).isTrue();
      assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(30));
      assertThat(later.diagnosis().summary()).contains(String.valueOf(status));
    }
    Ending.Failure quota =
        failure(403, new Field("X-RateLimit-Remaining", "0"), new Field("X-RateLimit-Reset", "20"));
    assertThat(quota.category()).isEqualTo(FailureCategory.THROTTLED);
    assertThat(quota.retryAfter()).isEqualTo(Duration.ofSeconds(20));
    assertThat(failure(403, new Field("X-RateLimit-Remaining", "7")).category())
        .isEqualTo(FailureCategory.FORBIDDEN);
    assertThat(failure(401, new Field("Retry-After", "30")).retry()).isFalse();
    assertThat(failure(302, new Field("Retry-After", "30")).retry()).isFalse();
    assertThat(failure(501, new Field("Retry-After", "30")).retry()).isFalse();
    assertThat(failure(409, new Field("Retry-After", "soon")).retry()).isFalse();
  }

  @Test
  void aConflictAfterAnUnansweredAttemptIsWorthARetry() {
    Responded conflict = new Responded(409, List.of(), new byte[0], new Timing(0, 0, 0));
    Ending.Failure first = failure(409);
    assertThat(first.retry()).isFalse();
    Ending.Failure again = (Ending.Failure) Diagnoses.whileUnderWay(first, conflict);
    assertThat(again.retry()).isTrue();
    assertThat(again.category()).isEqualTo(FailureCategory.REJECTED);
    assertThat(again.diagnosis().hint()).contains("same Idempotency-Key");
    Responded missing = new Responded(404, List.of(), new byte[0], new Timing(0, 0, 0));
    assertThat(Diagnoses.whileUnderWay(failure(404), missing)).isEqualTo(failure(404));
  }
}
