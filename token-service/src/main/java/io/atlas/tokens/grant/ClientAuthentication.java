package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.text.LowerCase;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.time.Clock;

/** One way for a client to prove itself at the token endpoint; exactly one stands in a request. */
@FunctionalInterface
interface ClientAuthentication {

  void prove(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings;

  /**
   * @param defaults of an assertion where the connection does not say
   */
  static ClientAuthentication of(AuthMethod method, AssertionDefaults defaults, Clock clock) {
    return switch (method) {
      case BASIC -> BasicAuthentication::encoded;
      case BASIC_RAW -> BasicAuthentication::raw;
      case POST -> ClientAuthentication::inBody;
      case CLIENT_SECRET_JWT -> new ClientAssertion(defaults, clock)::bySecret;
      case PRIVATE_KEY_JWT -> new ClientAssertion(defaults, clock)::byPrivateKey;
      case TLS_CLIENT_AUTH -> ClientAuthentication::byCertificate;
      case UNKNOWN ->
          (draft, client, keys) -> {
            throw UnusableSettings.newer("auth method");
          };
    };
  }

  /** RFC 6749 section 2.3.1, the alternative. */
  private static void inBody(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    draft.parameter("client_id", client.settings().clientId());
    draft.parameter("client_secret", keys.requireSecret().value());
  }

  /** RFC 8705 section 2.1: the certificate of the connection is the proof. */
  private static void byCertificate(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    if (client.settings().certificate() == null) {
      throw UnusableSettings.shape("tls_client_auth needs a certificate: enter its PEM chain.");
    }
    keys.requirePrivateKey();
    if (!LowerCase.ascii(client.tokenEndpoint()).startsWith("https:")) {
      throw UnusableSettings.shape(
          "tls_client_auth needs https: enter the Token Endpoint with https://, and its port for"
              + " certificates.");
    }
    draft.parameter("client_id", client.settings().clientId());
  }
}
