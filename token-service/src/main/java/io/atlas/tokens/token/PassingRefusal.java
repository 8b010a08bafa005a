package io.atlas.tokens.token;

import io.atlas.model.event.CredentialFailure;
import io.atlas.model.text.LowerCase;
import org.jspecify.annotations.Nullable;

/**
 * Refusals that often pass by themselves where tokens were issued before: a page in place of the
 * endpoint, a realm or client that is switched off, a refusal without a reason. Explicit ones, such
 * as {@code invalid_client}, are final at once.
 */
final class PassingRefusal {

  private PassingRefusal() {}

  static boolean is(CredentialFailure failure) {
    return switch (failure.code()) {
      case NOT_AN_OAUTH_ENDPOINT, REDIRECT, BAD_RESPONSE, TLS -> true;
      case CREDENTIALS, NOT_ALLOWED, REQUEST_SHAPE ->
          failure.providerError() == null || saysSwitchedOff(failure.providerErrorDescription());
      case BLOCKED_ADDRESS -> false;
      case TRANSIENT, TIMEOUT, DNS, RATE_LIMITED, UNKNOWN -> true;
    };
  }

  private static boolean saysSwitchedOff(@Nullable String words) {
    String said = words == null ? "" : LowerCase.ascii(words);
    return said.contains("disabled")
        || said.contains("not enabled")
        || said.contains("maintenance")
        || said.contains("unavailable");
  }
}
