package io.atlas.connections.connection;

import io.atlas.connections.connection.ConnectionBody.SecretField;
import io.atlas.connections.request.Fields;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.key.PrivateKeys;
import io.atlas.model.key.UnusableKeyException;
import io.atlas.model.seal.Secret;
import org.jspecify.annotations.Nullable;

/** What a client certificate goes with: https, and its own private key. */
final class CertificateRules {

  private CertificateRules() {}

  static void check(Fields fields, ConnectionBody form) {
    ConnectionSettings settings = form.settings();
    String needer = needer(settings);
    if (needer != null && form.tokenEndpoint().regionMatches(true, 0, "http:", 0, 5)) {
      fields.reject(
          "tokenEndpoint", "must be https: " + needer + " proves the client in the TLS handshake");
    }
    if (needer != null && settings.certificate() == null && fields.accepted("certificate")) {
      fields.reject("certificate", "is missing; " + needer + " needs it");
    }
    if (settings.certificate() != null
        && form.privateKey() instanceof SecretField.Given(Secret key)
        && fields.accepted("privateKey")
        && !belongTogether(settings.certificate(), key)) {
      fields.reject("certificate", "is not the private key's: give the two that belong together");
      fields.reject("privateKey", "is not the certificate's: give the two that belong together");
    }
  }

  private static @Nullable String needer(ConnectionSettings settings) {
    if (settings.authMethod() == AuthMethod.TLS_CLIENT_AUTH) {
      return settings.authMethod().wireName();
    }
    return settings.tokenBinding() == TokenBinding.MTLS ? "the token binding mtls" : null;
  }

  /** What cannot be read is for the token-service to judge. */
  private static boolean belongTogether(String certificate, Secret key) {
    try {
      var _ = PrivateKeys.forTls(key);
      var _ = Certificates.read(certificate, "certificate");
    } catch (UnusableKeyException unreadable) {
      return true;
    }
    try {
      var _ = ClientCertificate.of(certificate, key);
      return true;
    } catch (UnusableKeyException apart) {
      return false;
    }
  }
}
