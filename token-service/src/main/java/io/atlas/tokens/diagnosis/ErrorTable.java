package io.atlas.tokens.diagnosis;

import io.atlas.model.event.CredentialCategory;
import io.atlas.tokens.diagnosis.Diagnosis.Finding;
import io.atlas.tokens.diagnosis.ProviderError.Form;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an error code, or else a status, means at any provider. */
final class ErrorTable {

  /** Keycloak's and others' way of saying that the secret is wrong (code unauthorized_client). */
  private static final Pattern ABOUT_THE_SECRET =
      Pattern.compile(
          "invalid client|client credentials|client secret|authentication failed",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SERVICE_ACCOUNT =
      Pattern.compile("service account", Pattern.CASE_INSENSITIVE);

  private static final Pattern TWO_METHODS =
      Pattern.compile("multiple.{0,30}(credential|authentication)", Pattern.CASE_INSENSITIVE);

  private ErrorTable() {}

  static Finding find(ProviderError error) {
    String code = error.code() == null ? "" : error.code().toLowerCase(Locale.ROOT);
    String words = error.description() == null ? "" : error.description();
    if (error.status() == 429) {
      return Finding.of(CredentialCategory.RATE_LIMITED);
    }
    return switch (code) {
      case "invalid_client" -> Finding.of(CredentialCategory.CREDENTIALS);
      case "unauthorized_client" -> unauthorizedClient(words);
      case "invalid_grant" ->
          new Finding(
              CredentialCategory.NOT_ALLOWED,
              "The client may not use this grant as it is set up: check at the provider that the"
                  + " application is authorized, and for whom it acts.");
      case "access_denied", "consent_required", "interaction_required", "invalid_target" ->
          Finding.of(CredentialCategory.NOT_ALLOWED);
      case "invalid_scope" ->
          new Finding(
              CredentialCategory.NOT_ALLOWED,
              "Check the Scopes: each must exist at the provider and be allowed for this client.");
      case "unsupported_grant_type" ->
          new Finding(
              CredentialCategory.REQUEST_SHAPE,
              "This endpoint does not offer the client credentials grant: check the Token Endpoint,"
                  + " and that the grant is enabled at the provider.");
      case "invalid_request" -> invalidRequest(words);
      case "use_dpop_nonce", "invalid_dpop_proof" ->
          new Finding(
              CredentialCategory.NOT_ALLOWED,
              "The provider demands DPoP for this client, which is not supported: turn DPoP off for"
                  + " the client at the provider.");
      case "temporarily_unavailable", "server_error" -> Finding.of(CredentialCategory.TRANSIENT);
      case "slow_down", "rate_limit_reached", "rate_limit_exceeded", "too_many_requests" ->
          Finding.of(CredentialCategory.RATE_LIMITED);
      default -> byStatus(error, code);
    };
  }

  private static Finding unauthorizedClient(String words) {
    if (SERVICE_ACCOUNT.matcher(words).find()) {
      return new Finding(
          CredentialCategory.NOT_ALLOWED,
          "Enable service accounts for the client: in Keycloak Clients > your client > Settings >"
              + " Service accounts roles.");
    }
    if (ABOUT_THE_SECRET.matcher(words).find()) {
      return Finding.of(CredentialCategory.CREDENTIALS);
    }
    return new Finding(
        CredentialCategory.NOT_ALLOWED,
        "Enable the client credentials grant for this client at the provider.");
  }

  private static Finding invalidRequest(String words) {
    if (TWO_METHODS.matcher(words).find()) {
      return new Finding(
          CredentialCategory.REQUEST_SHAPE,
          "The provider saw credentials in two places: take them out of the extra parameters and"
              + " headers.");
    }
    return Finding.of(CredentialCategory.REQUEST_SHAPE);
  }

  private static Finding byStatus(ProviderError error, @Nullable String code) {
    int status = error.status();
    boolean oauthLike = error.form() == Form.JSON || error.form() == Form.FORM;
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
          "Wrong URL or body format: check the Token Endpoint, or send the body as JSON instead of"
              + " a form (or the other way round).");
    }
    if (status == 401) {
      return Finding.of(CredentialCategory.CREDENTIALS);
    }
    if (!oauthLike) {
      return Finding.of(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
    }
    if (status == 403) {
      return Finding.of(CredentialCategory.NOT_ALLOWED);
    }
    boolean success = status >= 200 && status < 300 && (code == null || code.isEmpty());
    return Finding.of(success ? CredentialCategory.BAD_RESPONSE : CredentialCategory.REQUEST_SHAPE);
  }
}
