package io.atlas.tokens.endpoint;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that logs neither headers nor bodies at any level: the client's own does at DEBUG,
 * and secrets and tokens stand in both (I6).
 */
final class QuietConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {

  /** Bounds what an endless head of an answer can cost: 64 KiB in all, trailers the same. */
  private static final Http1Config BOUNDED =
      Http1Config.custom().setMaxLineLength(8 << 10).setMaxHeaderCount(100).build();

  private static final Http1Config TRAILERS =
      Http1Config.custom().setMaxLineLength(1 << 10).setMaxHeaderCount(64).build();

  private QuietConnection() {
    super(
        BOUNDED,
        StandardCharsets.UTF_8.newDecoder(),
        StandardCharsets.UTF_8.newEncoder(),
        DefaultContentLengthStrategy.INSTANCE,
        DefaultContentLengthStrategy.INSTANCE,
        null,
        config -> new BoundedHeads(new DefaultHttpResponseParser(config)));
  }

  @Override
  protected InputStream createContentInputStream(
      long length, SessionInputBuffer buffer, InputStream in) {
    return length == ContentLengthStrategy.CHUNKED
        ? new ChunkedInputStream(buffer, in, TRAILERS)
        : super.createContentInputStream(length, buffer, in);
  }

  static HttpConnectionFactory<ManagedHttpClientConnection> factory() {
    return new HttpConnectionFactory<>() {
      @Override
      public ManagedHttpClientConnection createConnection(@Nullable Socket socket)
          throws java.io.IOException {
        QuietConnection connection = new QuietConnection();
        if (socket != null) {
          connection.bind(socket);
        }
        return connection;
      }

      @Override
      public ManagedHttpClientConnection createConnection(
          @Nullable SSLSocket tls, @Nullable Socket socket) throws java.io.IOException {
        QuietConnection connection = new QuietConnection();
        if (tls != null && socket != null) {
          connection.bind(tls, socket);
        }
        return connection;
      }
    };
  }

  @Override
  public @Nullable Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void passivate() {
    setSocketTimeout(org.apache.hc.core5.util.Timeout.INFINITE);
  }

  @Override
  public void activate() {
    // Timeouts are set for each request.
  }
}
