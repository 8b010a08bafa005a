package io.atlas.tokens.endpoint;

import io.atlas.model.key.WatchedKeys;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Notes in an exchange's context whether the server asked for a client certificate in it. */
final class HandshakeWatch {

  private static final String ATTRIBUTE = HandshakeWatch.class.getName();

  private HandshakeWatch() {}

  static TlsSocketStrategy observed(TlsSocketStrategy strategy) {
    return (socket, target, port, attachment, context) -> {
      AtomicBoolean asked = new AtomicBoolean();
      try {
        return WatchedKeys.watching(
            asked, () -> strategy.upgrade(socket, target, port, attachment, context));
      } finally {
        context.setAttribute(ATTRIBUTE, asked.get());
      }
    };
  }

  /** Whether the exchange opened its connection, and the server asked for a certificate then. */
  static boolean asked(HttpContext context) {
    return Boolean.TRUE.equals(context.getAttribute(ATTRIBUTE));
  }
}
