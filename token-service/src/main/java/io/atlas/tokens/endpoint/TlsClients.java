package io.atlas.tokens.endpoint;

import io.atlas.model.egress.EgressGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients by TLS material: one with a client certificate or an own authority shares neither
 * connections nor TLS sessions with any other. The server's certificate is always verified.
 * Thread-safe.
 */
final class TlsClients implements AutoCloseable {

  private static final int KEPT = 200;

  private final EgressGuard guard;
  private final EndpointLimits limits;
  private final @Nullable OperatorProxy proxy;
  private final CloseableHttpClient usual;
  private final Map<TlsMaterial, CloseableHttpClient> special =
      new LinkedHashMap<>(16, 0.75f, true);

  TlsClients(EgressGuard guard, EndpointLimits limits) {
    this.guard = guard;
    this.limits = limits;
    this.proxy = limits.proxy() == null ? null : new OperatorProxy(limits.proxy());
    this.usual = build(usualContext());
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
      CloseableHttpClient made = build(TlsContexts.of(material));
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

  private CloseableHttpClient build(SSLContext context) {
    Timeout connect = Timeout.of(limits.connect());
    var tls = HandshakeWatch.observed(new DefaultClientTlsStrategy(context));
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(QuietConnection.factory())
            .setDnsResolver(proxy == null ? guard : proxy.resolver(guard))
            .setTlsSocketStrategy(proxy == null ? tls : OperatorProxy.observed(tls))
            .setMaxConnPerRoute(64)
            .setMaxConnTotal(2_000)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(Timeout.of(limits.response()))
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom()
                    .setHandshakeTimeout(connect)
                    .setSupportedProtocols(TLS.V_1_2, TLS.V_1_3)
                    .build());
    HttpClientBuilder client =
        HttpClientBuilder.create()
            .setConnectionManager(connections.build())
            // What a provider says beside a response, or after it, is none to the next request,
            // which may be another connection's: nothing is kept between two requests (I11).
            .setConnectionReuseStrategy((_, _, _) -> false)
            .setUserAgent("atlas-actions")
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(Timeout.of(limits.response()))
                    .setConnectionRequestTimeout(Timeout.of(limits.total()))
                    // Its own schemes would log the provider's challenge, which may echo (I6).
                    .setAuthenticationEnabled(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression();
    if (proxy != null) {
      proxy.use(client);
    }
    return client.build();
  }

  private static SSLContext usualContext() {
    try {
      return TlsContexts.of(TlsMaterial.DEFAULT);
    } catch (UnusableSettings impossible) {
      throw new IllegalStateException("the JDK's own authorities are unusable", impossible);
    }
  }

  private static void close(CloseableHttpClient client) {
    try {
      client.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
