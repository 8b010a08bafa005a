package io.atlas.tokens.grant;

import io.atlas.model.dpop.DpopKey;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.key.UnusableKeyException;
import io.atlas.model.seal.Secret;
import io.atlas.model.text.LowerCase;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** What the token of one token request is to be bound to. */
sealed interface BindingKey {

  /** A bearer token. */
  record None() implements BindingKey {}

  /** A key of its own (RFC 9449). */
  record Dpop(DpopKey key) implements BindingKey {}

  /** The connection's client certificate (RFC 8705 section 3). */
  record Certificate(ClientCertificate certificate) implements BindingKey {}

  static BindingKey of(ProviderClient client, ClientKeys keys, SecureRandom random)
      throws UnusableSettings {
    return switch (client.settings().tokenBinding()) {
      case NONE -> new None();
      case DPOP -> new Dpop(DpopKey.generate(random));
      case MTLS -> new Certificate(certificate(client, keys));
      case UNKNOWN -> throw UnusableSettings.newer("token binding");
    };
  }

  private static ClientCertificate certificate(ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    ConnectionSettings settings = client.settings();
    String chain = settings.certificate();
    if (chain == null) {
      throw UnusableSettings.shape(
          "The token binding mtls needs a certificate: enter its PEM chain.");
    }
    if (!LowerCase.ascii(client.tokenEndpoint()).startsWith("https:")) {
      throw UnusableSettings.shape(
          "The token binding mtls needs https: enter the Token Endpoint with https://, and its port"
              + " for certificates.");
    }
    try {
      return ClientCertificate.of(chain, keys.requirePrivateKey());
    } catch (UnusableKeyException unusable) {
      throw UnusableSettings.of(unusable);
    }
  }

  /** For the workers; null of a bearer token. */
  default @Nullable Secret forWorkers() {
    return switch (this) {
      case None _ -> null;
      case Dpop(DpopKey key) -> key.jwk();
      case Certificate(ClientCertificate certificate) -> certificate.pkcs8();
    };
  }

  default String tokenType() {
    return switch (this) {
      case None _, Certificate _ -> "Bearer";
      case Dpop _ -> "DPoP";
    };
  }
}
