package io.atlas.tokens.grant;

import io.atlas.model.egress.EgressGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients by TLS material: one with a client certificate or an own authority shares neither
 * connections nor TLS sessions with any other. The server's certificate is always verified.
 * Thread-safe.
 */
final class TlsClients implements AutoCloseable {

  private static final int KEPT = 200;
  private static final char[] NO_PASSWORD = new char[0];

  private final EgressGuard guard;
  private final EndpointLimits limits;
  private final CloseableHttpClient usual;
  private final Map<TlsMaterial, CloseableHttpClient> special =
      new LinkedHashMap<>(16, 0.75f, true);

  TlsClients(EgressGuard guard, EndpointLimits limits) {
    this.guard = guard;
    this.limits = limits;
    this.usual = build(null);
  }

  CloseableHttpClient usual() {
    return usual;
  }

  CloseableHttpClient client(TlsMaterial material) throws UnusableSettings {
    if (material.isDefault()) {
      return usual;
    }
    synchronized (special) {
      CloseableHttpClient known = special.get(material);
      if (known != null) {
        return known;
      }
      CloseableHttpClient made = build(context(material));
      special.put(material, made);
      if (special.size() > KEPT) {
        // In access order: the first is the one that was not used for the longest time.
        var oldest = special.entrySet().iterator();
        close(oldest.next().getValue());
        oldest.remove();
      }
      return made;
    }
  }

  @Override
  public void close() {
    synchronized (special) {
      special.values().forEach(TlsClients::close);
      special.clear();
    }
    close(usual);
  }

  private CloseableHttpClient build(@Nullable SSLContext context) {
    Timeout connect = Timeout.of(limits.connect());
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(QuietConnection.factory())
            .setDnsResolver(guard)
            .setMaxConnPerRoute(64)
            .setMaxConnTotal(2_000)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(Timeout.of(limits.response()))
                    .setTimeToLive(TimeValue.ofSeconds(60))
                    .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom()
                    .setHandshakeTimeout(connect)
                    .setSupportedProtocols(TLS.V_1_2, TLS.V_1_3)
                    .build());
    if (context != null) {
      connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(context));
    }
    HttpClientBuilder client =
        HttpClientBuilder.create()
            .setConnectionManager(connections.build())
            .setUserAgent("atlas-actions")
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(Timeout.of(limits.response()))
                    .setConnectionRequestTimeout(Timeout.of(limits.total()))
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression();
    if (limits.proxy() != null) {
      client.setProxy(HttpHost.create(limits.proxy()));
    }
    return client.build();
  }

  private static SSLContext context(TlsMaterial material) throws UnusableSettings {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(material), authorities(material), null);
      return context;
    } catch (GeneralSecurityException | IOException unsuited) {
      throw UnusableSettings.shape(
          "Certificate and private key do not go together: paste both again.");
    }
  }

  private static KeyManager @Nullable [] keys(TlsMaterial material)
      throws GeneralSecurityException, IOException, UnusableSettings {
    if (material.certificateChain() == null || material.privateKey() == null) {
      return null;
    }
    List<X509Certificate> chain = Certificates.read(material.certificateChain(), "certificate");
    PrivateKey key = PrivateKeys.forTls(material.privateKey());
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager @Nullable [] authorities(TlsMaterial material)
      throws GeneralSecurityException, IOException, UnusableSettings {
    if (material.authorities() == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (X509Certificate authority : Certificates.read(material.authorities(), "CA certificate")) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static void close(CloseableHttpClient client) {
    try {
      client.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
