package io.atlas.worker.call;

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

/**
 * What a connection brings for TLS with its actions' targets: a client certificate, further
 * authorities, or both. Connections and TLS sessions are shared by those who call with the same
 * object alone, so there is one for each version of a connection. Equal only to itself;
 * thread-safe.
 */
public final class TargetTls {

  private final SSLContext context;
  private final boolean withCertificate;

  private TargetTls(SSLContext context, boolean withCertificate) {
    this.context = context;
    this.withCertificate = withCertificate;
  }

  /**
   * @param authorities PEM, trusted besides the usual ones, or null
   */
  public static TargetTls of(@Nullable ClientCertificate client, @Nullable String authorities)
      throws UnusableKeyException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      WatchedKeys keys = client == null ? WatchedKeys.none() : client.keyManager();
      context.init(
          new KeyManager[] {keys},
          ExplainingTrust.besidesUsual(authorities == null ? null : store(authorities)),
          null);
      return new TargetTls(context, client != null);
    } catch (GeneralSecurityException | IOException unsuited) {
      throw new UnusableKeyException("The CA certificates cannot be used: paste their PEM again.");
    }
  }

  /** Of those who bring nothing. */
  static TargetTls usual() {
    try {
      return of(null, null);
    } catch (UnusableKeyException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static KeyStore store(String authorities)
      throws GeneralSecurityException, IOException, UnusableKeyException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate authority : Certificates.read(authorities, "CA certificate")) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    return store;
  }

  SSLContext context() {
    return context;
  }

  /** Whether a client certificate is presented. */
  public boolean withCertificate() {
    return withCertificate;
  }
}
