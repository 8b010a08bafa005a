package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialFailure;
import io.atlas.model.seal.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names what looks like an accident of pasting; the secret is sent as it is all the same. */
final class SecretWarnings {

  private SecretWarnings() {}

  /** A refusal is more likely than not about such an accident, so it comes first. */
  static CredentialFailure added(CredentialFailure failure, @Nullable Secret secret) {
    List<String> warnings = of(secret);
    boolean aboutTheRequest =
        switch (failure.code()) {
          case CREDENTIALS, NOT_ALLOWED, REQUEST_SHAPE -> true;
          case RATE_LIMITED,
              TRANSIENT,
              NOT_AN_OAUTH_ENDPOINT,
              REDIRECT,
              TLS,
              DNS,
              BLOCKED_ADDRESS,
              TIMEOUT,
              BAD_RESPONSE,
              UNKNOWN ->
              false;
        };
    return warnings.isEmpty() || !aboutTheRequest
        ? failure
        : new CredentialFailure(
            failure.code(),
            failure.providerError(),
            failure.providerErrorDescription(),
            String.join(" ", warnings) + " " + failure.hint());
  }

  static List<String> of(@Nullable Secret secret) {
    if (secret == null || secret.value().isEmpty()) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    String value = secret.value();
    if (!value.strip().equals(value)) {
      warnings.add("The Client Secret begins or ends with white space; it is sent as it is.");
    }
    if (value.strip().codePoints().anyMatch(SecretWarnings::invisible)) {
      warnings.add("The Client Secret holds an invisible character; it is sent as it is.");
    }
    return warnings;
  }

  private static boolean invisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> c != ' ' && Character.isSpaceChar(c);
    };
  }
}
