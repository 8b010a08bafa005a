package io.atlas.tokens.endpoint;

import io.atlas.model.http.ExplainingTrust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts that always verify the server, by the usual authorities or the connection's own. */
final class TlsContexts {

  private static final byte[] PROBE = {1, 2, 3};
  private static final char[] NO_PASSWORD = new char[0];

  private TlsContexts() {}

  static SSLContext of(TlsMaterial material) throws UnusableSettings {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(material), ExplainingTrust.in(authorities(material)), null);
      return context;
    } catch (GeneralSecurityException | IOException unsuited) {
      throw UnusableSettings.shape(
          "Certificate and private key do not go together: paste both again.");
    }
  }

  private static KeyManager[] keys(TlsMaterial material)
      throws GeneralSecurityException, IOException, UnusableSettings {
    if (material.certificateChain() == null || material.privateKey() == null) {
      return new KeyManager[] {new ObservingKeys(null)};
    }
    List<X509Certificate> chain = Certificates.read(material.certificateChain(), "certificate");
    PrivateKey key = PrivateKeys.forTls(material.privateKey());
    requirePair(key, chain.get(0).getPublicKey());
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return Arrays.stream(factory.getKeyManagers())
        .filter(X509ExtendedKeyManager.class::isInstance)
        .map(manager -> new ObservingKeys((X509ExtendedKeyManager) manager))
        .toArray(KeyManager[]::new);
  }

  /** What one signs the other verifies; the caller words the failure. */
  private static void requirePair(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (key) {
          case RSAKey _ -> "SHA256withRSA";
          case ECKey _ -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(PROBE);
    if (!signature.verify(signed)) {
      throw new InvalidKeyException("not the certificate's");
    }
  }

  /** Null for the usual ones. */
  private static @Nullable KeyStore authorities(TlsMaterial material)
      throws GeneralSecurityException, IOException, UnusableSettings {
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
