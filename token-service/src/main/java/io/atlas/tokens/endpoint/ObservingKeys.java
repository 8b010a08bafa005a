package io.atlas.tokens.endpoint;

import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Presents the client certificate, where there is one, and notes in the exchange's context whether
 * the server asked for one in this exchange's handshake. A server that is not content often closes
 * before its alert has been read, so the alert alone cannot be relied upon.
 */
final class ObservingKeys extends X509ExtendedKeyManager {

  private static final String ATTRIBUTE = ObservingKeys.class.getName();

  /** Of the handshake that this thread is in: SSL sockets shake hands on the caller's thread. */
  private static final ScopedValue<AtomicBoolean> ASKED = ScopedValue.newInstance();

  private final @Nullable X509ExtendedKeyManager keys;

  /**
   * @param keys null where the connection has no client certificate
   */
  ObservingKeys(@Nullable X509ExtendedKeyManager keys) {
    this.keys = keys;
  }

  static TlsSocketStrategy observed(TlsSocketStrategy strategy) {
    return (socket, target, port, attachment, context) -> {
      AtomicBoolean asked = new AtomicBoolean();
      try {
        return ScopedValue.where(ASKED, asked)
            .<SSLSocket, IOException>call(
                () -> strategy.upgrade(socket, target, port, attachment, context));
      } finally {
        context.setAttribute(ATTRIBUTE, asked.get());
      }
    };
  }

  /** Whether the exchange opened its connection, and the server asked for a certificate then. */
  static boolean asked(HttpContext context) {
    return Boolean.TRUE.equals(context.getAttribute(ATTRIBUTE));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    if (ASKED.isBound()) {
      ASKED.get().set(true);
    }
    return keys == null ? null : keys.chooseClientAlias(keyType, issuers, socket);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return keys == null ? null : keys.getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return keys == null ? null : keys.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return keys == null ? null : keys.getPrivateKey(alias);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
