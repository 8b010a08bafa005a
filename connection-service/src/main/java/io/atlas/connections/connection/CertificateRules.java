package io.atlas.connections.connection;

import io.atlas.connections.connection.ConnectionBody.SecretField;
import io.atlas.connections.request.Fields;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.key.PrivateKeys;
import io.atlas.model.key.UnusableKeyException;
import io.atlas.model.seal.Secret;
import org.jspecify.annotations.Nullable;

/** What a client certificate goes with: https, and its own private key. */
final class CertificateRules {

  private CertificateRules() {}

  static void check(Fields fields, ConnectionBody form, @Nullable ConnectionState stored) {
    ConnectionSettings settings = form.settings();
    String needer = needer(settings);
    if (needer != null && form.tokenEndpoint().regionMatches(true, 0, "http:", 0, 5)) {
      fields.reject(
          "tokenEndpoint", "must be https: " + needer + " proves the client in the TLS handshake");
    }
    if (needer != null && settings.certificate() == null && fields.accepted("certificate")) {
      fields.reject("certificate", "is missing; " + needer + " needs it");
    }
    checkPair(fields, form, stored);
  }

  private static void checkPair(
      Fields fields, ConnectionBody form, @Nullable ConnectionState stored) {
    String certificate = form.settings().certificate();
    if (certificate == null) {
      return;
    }
    String before = stored == null ? null : stored.settings().certificate();
    if (before != null
        && form.privateKey() instanceof SecretField.Omitted
        && fields.accepted("certificate")
        && !sameKey(certificate, before)) {
      fields.reject(
          "certificate",
          "is not the stored private key's: give its own key too, or a certificate renewed for"
              + " the same key");
    }
    if (form.privateKey() instanceof SecretField.Given(Secret key)
        && fields.accepted("privateKey")
        && !belongTogether(certificate, key)) {
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

  /** A stored key is sealed, and was found to be the stored certificate's. */
  private static boolean sameKey(String certificate, String before) {
    try {
      return Certificates.read(certificate, "certificate")
          .getFirst()
          .getPublicKey()
          .equals(Certificates.read(before, "certificate").getFirst().getPublicKey());
    } catch (UnusableKeyException unreadable) {
      return true;
    }
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
