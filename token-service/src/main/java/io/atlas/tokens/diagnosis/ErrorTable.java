package io.atlas.tokens.diagnosis;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.text.LowerCase;
import io.atlas.tokens.diagnosis.Diagnosis.Finding;
import io.atlas.tokens.diagnosis.ProviderError.Form;
import java.util.Set;
import java.util.regex.Pattern;

/** The meaning of an error code, or else of a status, at any provider. */
final class ErrorTable {

  private static final Pattern TWO_METHODS =
      Pattern.compile("multiple.{0,30}(credential|authentication)", Pattern.CASE_INSENSITIVE);

  /** Only a token endpoint says these. */
  private static final Set<String> OF_TOKEN_ENDPOINTS =
      Set.of(
          "invalid_client",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_grant",
          "invalid_scope",
          "scope_invalid",
          "invalid_target",
          "use_dpop_nonce",
          "invalid_dpop_proof");

  private final ProviderError error;
  private final ConnectionSettings settings;
  private final Asked asked;
  private final String tokenEndpoint;
  private final String code;
  private final String words;

  private ErrorTable(ProviderError error, Asked asked) {
    this.error = error;
    this.asked = asked;
    this.settings = asked.settings();
    this.tokenEndpoint = asked.tokenEndpoint();
    this.code = error.code() == null ? "" : LowerCase.ascii(error.code());
    this.words = error.description() == null ? "" : error.description();
  }

  static Finding find(ProviderError error, Asked asked) {
    return new ErrorTable(error, asked).find();
  }

  private Finding find() {
    if (error.status() == 429) {
      return Finding.of(CredentialCategory.RATE_LIMITED);
    }
    String unbound = BindingHints.refused(settings, tokenEndpoint, code, LowerCase.ascii(words));
    if (unbound != null && error.status() < 500) {
      return new Finding(CredentialCategory.NOT_ALLOWED, unbound);
    }
    Finding found = byCode();
    if (found.category() == CredentialCategory.TRANSIENT
        || found.category() == CredentialCategory.RATE_LIMITED) {
      return found;
    }
    EndpointKind path = EndpointKind.ofPath(tokenEndpoint);
    if (OF_TOKEN_ENDPOINTS.contains(code)) {
      return path == null || path == EndpointKind.ISSUER
          ? found
          : new Finding(found.category(), found.hint() + " " + path.hint());
    }
    EndpointKind byResponse = EndpointKind.ofResponse(error);
    EndpointKind kind = path == null ? byResponse : path;
    if (kind == null) {
      return found;
    }
    boolean another =
        switch (found.category()) {
          case NOT_AN_OAUTH_ENDPOINT, BAD_RESPONSE -> true;
          case REQUEST_SHAPE -> code.isEmpty() || byResponse != null;
          case CREDENTIALS, NOT_ALLOWED -> byResponse != null;
          case REDIRECT, TLS, BLOCKED_ADDRESS, TIMEOUT, DNS, TRANSIENT, RATE_LIMITED, UNKNOWN ->
              false;
        };
    return another
        ? new Finding(CredentialCategory.NOT_AN_OAUTH_ENDPOINT, kind.hint())
        : new Finding(found.category(), found.hint() + " " + kind.hint());
  }

  private Finding byCode() {
    String said = LowerCase.ascii(words);
    return switch (code) {
      case "invalid_client" -> credentials();
      case "unauthorized_client" -> unauthorizedClient(said);
      case "invalid_grant" ->
          new Finding(
              CredentialCategory.NOT_ALLOWED,
              "The client may not use this grant as it is set up: check at the provider that the"
                  + " application is authorized, and for whom it acts."
                  + BindingHints.unbound(settings));
      case "access_denied", "consent_required", "interaction_required" ->
          Finding.of(CredentialCategory.NOT_ALLOWED);
      case "invalid_target" ->
          new Finding(
              CredentialCategory.NOT_ALLOWED,
              "The provider does not know the audience or resource, or does not allow it for this"
                  + " client: check both against its documentation.");
      case "invalid_scope", "scope_invalid" ->
          new Finding(CredentialCategory.NOT_ALLOWED, scopes());
      case "unsupported_grant_type" -> new Finding(CredentialCategory.REQUEST_SHAPE, grantType());
      case "invalid_request" -> invalidRequest(said);
      case "temporarily_unavailable", "server_error" -> Finding.of(CredentialCategory.TRANSIENT);
      case "slow_down", "rate_limit_reached", "rate_limit_exceeded", "too_many_requests" ->
          Finding.of(CredentialCategory.RATE_LIMITED);
      default -> byStatus();
    };
  }

  private Finding credentials() {
    return new Finding(CredentialCategory.CREDENTIALS, MethodHints.refused(asked, words));
  }

  private String scopes() {
    boolean comma =
        !settings.scopeSeparator().contains(",")
            && settings.scopes().stream().anyMatch(scope -> scope.contains(","));
    return comma
        ? "Scopes are separated by spaces, and one of these holds a comma: enter each by itself."
        : "Check the Scopes: each must exist at the provider and be allowed for this client.";
  }

  private String grantType() {
    return "This endpoint does not offer the client credentials grant ("
        + settings.grantType()
        + "): check the Token Endpoint, and that the grant is enabled at the provider."
        + (settings.bodyFormat() == BodyFormat.JSON
            ? " If it does not read JSON, choose the body format form."
            : "");
  }

  /** Keycloak and others say so of a wrong secret, too. */
  private Finding unauthorizedClient(String said) {
    if (MethodHints.has(said, "service account")) {
      return new Finding(
          CredentialCategory.NOT_ALLOWED,
          "Enable service accounts for the client: in Keycloak Clients > your client > Settings >"
              + " Service accounts roles.");
    }
    boolean aboutTheGrant = MethodHints.has(said, "grant");
    boolean aboutTheProof =
        MethodHints.has(
            said,
            "invalid client",
            "client credentials",
            "client secret",
            "authentication failed",
            "client authentication",
            "assertion",
            "signed jwt",
            "signature",
            "certificate");
    return aboutTheProof && !aboutTheGrant
        ? credentials()
        : new Finding(
            CredentialCategory.NOT_ALLOWED,
            "Enable the client credentials grant for this client at the provider.");
  }

  private Finding invalidRequest(String said) {
    if (TWO_METHODS.matcher(words).find()) {
      return new Finding(
          CredentialCategory.REQUEST_SHAPE,
          "The provider saw credentials in two places: take them out of the extra parameters and"
              + " headers.");
    }
    if (settings.bodyFormat() == BodyFormat.JSON
        && MethodHints.has(said, "grant_type", "content-type", "content type", "urlencoded")) {
      return new Finding(
          CredentialCategory.REQUEST_SHAPE,
          "The provider does not read JSON: choose the body format form.");
    }
    boolean assertion =
        MethodHints.has(said, "client_assertion", "assertion", "signed jwt", "audience", "kid");
    return switch (settings.authMethod()) {
      case PRIVATE_KEY_JWT, CLIENT_SECRET_JWT ->
          assertion ? credentials() : Finding.of(CredentialCategory.REQUEST_SHAPE);
      case BASIC, BASIC_RAW, POST, TLS_CLIENT_AUTH, UNKNOWN ->
          Finding.of(CredentialCategory.REQUEST_SHAPE);
    };
  }

  private Finding byStatus() {
    int status = error.status();
    boolean oauthLike = error.form() == Form.JSON || error.form() == Form.FORM;
    boolean unexplained = code.isEmpty() && words.isBlank() && error.form() != Form.HTML;
    if (status >= 500 || status == 408 || status == 425) {
      return Finding.of(CredentialCategory.TRANSIENT);
    }
    if (status == 405 || status == 404 || status == 410) {
      return new Finding(
          CredentialCategory.NOT_AN_OAUTH_ENDPOINT,
          "Wrong URL or body format: check the Token Endpoint; it is the full URL, often ending in"
              + " /token.");
    }
    if (status == 415 || status == 406) {
      return new Finding(
          CredentialCategory.REQUEST_SHAPE,
          settings.bodyFormat() == BodyFormat.JSON
              ? "Wrong URL or body format: the provider does not read JSON here; choose the body"
                  + " format form, and check the Token Endpoint."
              : "Wrong URL or body format: check the Token Endpoint, or send the body as JSON"
                  + " instead of a form.");
    }
    if ((status == 401 || status == 403) && unexplained) {
      return new Finding(CredentialCategory.CREDENTIALS, MethodHints.unexplained(settings));
    }
    if (status == 401) {
      return credentials();
    }
    if (!oauthLike) {
      return notOauth();
    }
    if (status == 403) {
      return Finding.of(CredentialCategory.NOT_ALLOWED);
    }
    boolean success = status >= 200 && status < 300 && code.isEmpty();
    return Finding.of(success ? CredentialCategory.BAD_RESPONSE : CredentialCategory.REQUEST_SHAPE);
  }

  private Finding notOauth() {
    CredentialCategory category = CredentialCategory.NOT_AN_OAUTH_ENDPOINT;
    boolean plain = LowerCase.ascii(tokenEndpoint).startsWith("http:");
    return plain
        ? new Finding(
            category, category.hint() + " If its port speaks TLS, enter it with https://.")
        : Finding.of(category);
  }
}
