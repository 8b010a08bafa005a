package io.atlas.worker.execution;

import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.http.RetryAfter;
import io.atlas.model.redaction.Redaction;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.call.CallOutcome.Responded;
import io.atlas.worker.retry.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a target's answer, or its absence, means, in plain words; pure functions. */
final class Diagnoses {

  /** Of this moment: it passes with the other calls. */
  private static final Diagnosis UNREAD =
      new Diagnosis(
          "The target's answer was left unread: this account's actions had too many large events and"
              + " answers in flight at that moment.",
          "Have the target answer with less, or give the account's actions a rate limit; the request"
              + " itself may have been received.");

  private Diagnoses() {}

  /**
   * @param withToken whether the request carried a connection's token
   * @param secrets of the request: taken out of what the target says before it is cut
   */
  static Ending of(CallOutcome call, boolean withToken, Redaction secrets, Instant now) {
    return switch (call) {
      case Responded(int status, _, _, _) when status >= 200 && status < 300 ->
          new Ending.Success();
      case Responded response -> of(response, withToken, secrets, now);
      case CallOutcome.Failed failed ->
          new Ending.Failure(
              failed.category(),
              diagnosis(failed),
              null,
              !carriedOut(failed) && RetryPolicy.worthRetrying(failed.category(), failed.status()));
      case CallOutcome.Unread(Integer status, _) ->
          new Ending.Failure(FailureCategory.RESPONSE_TOO_LARGE, UNREAD, null, !saysYes(status));
    };
  }

  /** An answer that says yes and contradicts itself otherwise: the request was carried out. */
  private static boolean carriedOut(CallOutcome.Failed failed) {
    return failed.refused() && saysYes(failed.status());
  }

  private static boolean saysYes(@Nullable Integer status) {
    return status != null && status >= 200 && status < 300;
  }

  /**
   * What an answer means where the target may still be at work on the same request, which it had
   * before and left unanswered: then "conflict" says that, as targets that know the {@code
   * Idempotency-Key} have it, and not that the request is wrong.
   */
  static Ending whileUnderWay(Ending ending, CallOutcome call) {
    if (ending instanceof Ending.Failure failure
        && call instanceof Responded response
        && response.status() == 409
        && !failure.retry()) {
      return new Ending.Failure(
          failure.category(),
          new Diagnosis(
              failure.diagnosis().summary()
                  + " An earlier attempt got no answer and may be under way, or done.",
              "Nothing to do while it is tried again with the same Idempotency-Key. Look at the"
                  + " target before replaying it with another."),
          null,
          true);
    }
    return ending;
  }

  /**
   * Whether the target may have carried out a request, or be at it, without having said so: nothing
   * came back, or a gateway answered in its place.
   */
  static boolean leavesOpen(CallOutcome call) {
    return switch (call) {
      case CallOutcome.Failed failed -> !carriedOut(failed);
      case CallOutcome.Unread _ -> true;
      case Responded response ->
          response.status() == 408 || response.status() == 502 || response.status() == 504;
    };
  }

  /** Whether it shows that the target knows the token and lets it in, whatever it thinks of it. */
  static boolean showsAcceptance(Ending ending) {
    return switch (ending) {
      case Ending.Success _ -> true;
      case Ending.Failure failure -> failure.category() == FailureCategory.INSUFFICIENT_SCOPE;
      case Ending.Held _, Ending.Aside _ -> false;
    };
  }

  private static Diagnosis diagnosis(CallOutcome.Failed failed) {
    FailureCategory category = failed.category();
    if (category == FailureCategory.TARGET_ERROR) {
      // Not a 5xx, which the category's own words are about.
      return new Diagnosis(
          "The target's answer cannot be used: " + failed.detail() + ".",
          "Check that an HTTP service answers at the action's URL, by https:// where it has TLS, and"
              + " look into the target's own log.");
    }
    // Of a blocked address there is nothing more to say, on purpose.
    String detail = category == FailureCategory.BLOCKED_ADDRESS ? "" : " (" + failed.detail() + ")";
    return new Diagnosis(category.summary() + detail, category.hint());
  }

  private static Ending of(Responded response, boolean withToken, Redaction secrets, Instant now) {
    Challenge challenge = Challenge.of(secrets.apply(response.headers("WWW-Authenticate")));
    // A redirect is not followed later either, and a token is no better for waiting.
    boolean mayAskForPatience = response.status() >= 400 && response.status() != 401;
    Duration asked =
        mayAskForPatience ? RetryAfter.of(response.status(), response::header, now) : null;
    FailureCategory category = category(response.status(), challenge, asked != null);
    return failure(
        category,
        response.status(),
        diagnosis(response, category, challenge, withToken, secrets, asked),
        asked);
  }

  private static Ending failure(
      FailureCategory category,
      @Nullable Integer status,
      Diagnosis diagnosis,
      @Nullable Duration retryAfter) {
    boolean accepted = status != null && status >= 200 && status < 300;
    return new Ending.Failure(
        // An answer that says yes and breaks the rules of HTTP: the request was carried out.
        category, diagnosis, retryAfter, !accepted && RetryPolicy.worthRetrying(category, status));
  }

  /**
   * @param later whether the target says when to try again: then it refuses this request for now
   */
  private static FailureCategory category(int status, Challenge challenge, boolean later) {
    if (later && status < 500) {
      return FailureCategory.THROTTLED;
    }
    return switch (status) {
      case 401 -> FailureCategory.TOKEN_REJECTED;
      case 403 ->
          "insufficient_scope".equals(challenge.error())
              ? FailureCategory.INSUFFICIENT_SCOPE
              : FailureCategory.FORBIDDEN;
      case 429 -> FailureCategory.THROTTLED;
      default -> status >= 500 ? FailureCategory.TARGET_ERROR : FailureCategory.REJECTED;
    };
  }

  private static Diagnosis diagnosis(
      Responded response,
      FailureCategory category,
      Challenge challenge,
      boolean withToken,
      Redaction secrets,
      @Nullable Duration asked) {
    int status = response.status();
    if (status >= 300 && status < 400) {
      return new Diagnosis(
          "The target answered with a redirect (" + status + "), which is never followed.",
          "Enter the address it redirects to"
              + host(response.header("Location"), secrets)
              + " in the action's URL.");
    }
    if (status == 401 && !withToken) {
      return new Diagnosis(
          "The target answered 401: it does not accept the request's credentials.",
          "Check the static key or token in the action's headers, or choose an OAuth connection.");
    }
    if (asked != null && category == FailureCategory.THROTTLED && status != 429) {
      return new Diagnosis(
          "The target refuses the request for now (status "
              + status
              + ") and asks for "
              + asked.toSeconds()
              + " s of patience."
              + challenge.inWords(),
          category.hint());
    }
    if (status == 426 || status == 505) {
      return new Diagnosis(
          "The target wants another version of HTTP (status " + status + ").",
          "Let the target, or the proxy before it, speak HTTP/1.1 as well, which is what actions"
              + " speak.");
    }
    String summary =
        status == 401 || status == 403 || status == 429
            ? category.summary()
            : category.summary() + " (status " + status + ")";
    String scopes =
        category == FailureCategory.INSUFFICIENT_SCOPE && challenge.scope() != null
            ? " It asks for: " + challenge.scope() + "."
            : "";
    return new Diagnosis(summary + challenge.inWords(), category.hint() + scopes);
  }

  private static String host(@Nullable String location, Redaction secrets) {
    if (location == null) {
      return "";
    }
    try {
      String host = URI.create(secrets.apply(location)).getHost();
      return host == null ? " (on the same host)" : " (at " + Challenge.sanitised(host) + ")";
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }
}
