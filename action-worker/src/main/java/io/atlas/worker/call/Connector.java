package io.atlas.worker.call;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.key.WatchedKeys;
import io.atlas.model.seal.Origin;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;

/** Connects to targets, at addresses that were checked (I8). Thread-safe. */
final class Connector {

  private static final SocketConfig SOCKETS =
      SocketConfig.custom().setSoTimeout(Timeout.DISABLED).setTcpNoDelay(true).build();

  private static final long LONGEST_MS = 10_000;

  private final EgressGuard egress;
  private final HttpClientConnectionOperator usual;

  Connector(EgressGuard egress) {
    this.egress = egress;
    this.usual = operator(TargetTls.usual().context());
  }

  private HttpClientConnectionOperator operator(SSLContext context) {
    return new DefaultHttpClientConnectionOperator(
        // A channel's socket: whether anything can be read from it is seen without waiting.
        _ -> SocketChannel.open().socket(),
        DefaultSchemePortResolver.INSTANCE,
        egress,
        RegistryBuilder.<TlsSocketStrategy>create()
            .register("https", new DefaultClientTlsStrategy(context))
            .build());
  }

  /**
   * Connects, TLS included; whoever closes the connection meanwhile, or interrupts the thread, ends
   * it. What the target asked for in the handshake is noted on the connection.
   */
  void connect(TargetConnection connection, Route route, long timeoutMs) throws IOException {
    Origin target = route.origin();
    TargetTls tls = route.tls();
    HttpClientConnectionOperator operator = tls == null ? usual : operator(tls.context());
    HttpHost host = new HttpHost(target.scheme(), unbracketed(target.host()), target.port());
    Timeout timeout = Timeout.ofMilliseconds(Math.min(LONGEST_MS, timeoutMs));
    AtomicBoolean asked = new AtomicBoolean();
    try {
      WatchedKeys.watching(
          asked,
          () -> {
            operator.connect(
                connection, host, null, null, timeout, SOCKETS, null, HttpCoreContext.create());
            return connection;
          });
    } finally {
      boolean own = tls != null && tls.withCertificate();
      connection.noteCertificate(
          !asked.get()
              ? CertificateUse.NOT_ASKED
              : own ? CertificateUse.PRESENTED : CertificateUse.WANTED);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
