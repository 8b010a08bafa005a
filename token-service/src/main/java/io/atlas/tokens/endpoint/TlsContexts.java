package io.atlas.tokens.endpoint;

import io.atlas.model.http.ExplainingTrust;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.key.UnusableKeyException;
import io.atlas.model.key.WatchedKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** TLS contexts that always verify the server, by the usual authorities or the connection's own. */
final class TlsContexts {

  private TlsContexts() {}

  static SSLContext of(TlsMaterial material) throws UnusableSettings {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(material), ExplainingTrust.in(authorities(material)), null);
      return context;
    } catch (UnusableKeyException unusable) {
      throw UnusableSettings.of(unusable);
    } catch (GeneralSecurityException | IOException unsuited) {
      throw UnusableSettings.shape("The CA certificates cannot be used: paste their PEM again.");
    }
  }

  private static KeyManager[] keys(TlsMaterial material) throws UnusableKeyException {
    if (material.certificateChain() == null || material.privateKey() == null) {
      return new KeyManager[] {WatchedKeys.none()};
    }
    ClientCertificate client =
        ClientCertificate.of(material.certificateChain(), material.privateKey());
    return new KeyManager[] {client.keyManager()};
  }

  /** Null for the usual ones. */
  private static @Nullable KeyStore authorities(TlsMaterial material)
      throws GeneralSecurityException, IOException, UnusableKeyException {
    if (material.authorities() == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (X509Certificate authority : Certificates.read(material.authorities(), "CA certificate")) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
