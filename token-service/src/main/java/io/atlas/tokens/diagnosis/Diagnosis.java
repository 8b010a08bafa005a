package io.atlas.tokens.diagnosis;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.provider.ErrorHint;
import io.atlas.model.redaction.Redaction;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a provider's error to a category and a hint that says what to do. The preset's hints come
 * first, then RFC 6749 section 5.2 and what is known of servers that differ, then the HTTP status.
 * Pure.
 */
public final class Diagnosis {

  private Diagnosis() {}

  /**
   * @param redaction of every secret that the request held
   */
  public static CredentialFailure of(ProviderError error, Asked asked, Redaction redaction) {
    if (error.status() >= 300 && error.status() < 400) {
      return redirect(error, asked.tokenEndpoint(), redaction);
    }
    String code = error.code() == null ? null : DisplayText.of(error.code(), 64, redaction);
    Finding general = ErrorTable.find(error, asked);
    Optional<ErrorHint> special =
        asked.provider().stream()
            .flatMap(preset -> preset.hints().stream())
            .filter(hint -> hint.appliesTo(error.code(), error.description()))
            .findFirst()
            .or(() -> EntraErrors.find(error.description()));
    CredentialCategory category = special.map(ErrorHint::category).orElse(general.category());
    String hint = special.map(ErrorHint::hint).orElse(general.hint());
    return new CredentialFailure(category, code, description(error, redaction), hint);
  }

  /**
   * Of a success that holds no usable token.
   *
   * @param hint what to do, where that is known
   */
  public static CredentialFailure unusable(String reason, @Nullable String hint, Asked asked) {
    if (hint != null) {
      return new CredentialFailure(CredentialCategory.BAD_RESPONSE, null, reason, hint);
    }
    EndpointKind kind = EndpointKind.ofPath(asked.tokenEndpoint());
    CredentialCategory category =
        kind == null ? CredentialCategory.BAD_RESPONSE : CredentialCategory.NOT_AN_OAUTH_ENDPOINT;
    return new CredentialFailure(
        category, null, reason, kind == null ? category.hint() : kind.hint());
  }

  /** A category with the words that go with it. */
  record Finding(CredentialCategory category, String hint) {

    static Finding of(CredentialCategory category) {
      return new Finding(category, category.hint());
    }
  }

  /** Of an answer that is none of OAuth only what kind it is: a body may be another's page. */
  private static @Nullable String description(ProviderError error, Redaction redaction) {
    if (error.description() != null && !error.description().isBlank()) {
      return DisplayText.of(error.description(), 200, redaction);
    }
    if (error.code() != null) {
      return null;
    }
    String type = DisplayText.of(error.contentType(), 60, redaction);
    return "HTTP " + error.status() + (type.isEmpty() ? "" : ", " + type);
  }

  private static CredentialFailure redirect(
      ProviderError error, String tokenEndpoint, Redaction redaction) {
    CredentialCategory category = CredentialCategory.REDIRECT;
    if (error.location() == null) {
      return new CredentialFailure(category, null, "HTTP " + error.status(), category.hint());
    }
    try {
      URI from = new URI(tokenEndpoint);
      URI to = from.resolve(new URI(error.location().strip()));
      String host = DisplayText.of(String.valueOf(to.getHost()), 100, redaction);
      String words = "HTTP " + error.status() + ", redirects to " + host;
      return new CredentialFailure(category, null, words, redirectHint(from, to, host));
    } catch (URISyntaxException unreadable) {
      return new CredentialFailure(category, null, "HTTP " + error.status(), category.hint());
    }
  }

  private static String redirectHint(URI from, URI to, String host) {
    EndpointKind kind = EndpointKind.ofPath(from.toString());
    boolean sameHost = String.valueOf(to.getHost()).equalsIgnoreCase(from.getHost());
    String path = String.valueOf(to.getPath());
    if (sameHost && path.equals(from.getPath() + "/")) {
      return "Add a trailing slash to the Token Endpoint: redirects are never followed.";
    }
    if (sameHost && (path + "/").equals(from.getPath())) {
      return "Remove the trailing slash of the Token Endpoint: redirects are never followed.";
    }
    if (sameHost && "http".equals(from.getScheme()) && "https".equals(to.getScheme())) {
      return "Enter the Token Endpoint with https: redirects are never followed.";
    }
    if (kind != null) {
      return kind.hint() + " Redirects are never followed.";
    }
    return String.format(
        Locale.ROOT,
        "Redirects are never followed; if %s is your provider, enter its token endpoint itself.",
        host);
  }
}
