package io.atlas.model.key;

import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the client certificate, where there is one, and notes whether the server asked for one.
 * A server that is not content often closes before its alert has been read, so the alert alone
 * cannot be relied upon.
 */
public final class WatchedKeys extends X509ExtendedKeyManager {

  /** Of the handshake that this thread is in: SSL sockets shake hands on the caller's thread. */
  private static final ScopedValue<AtomicBoolean> ASKED = ScopedValue.newInstance();

  private final @Nullable X509ExtendedKeyManager keys;

  WatchedKeys(@Nullable X509ExtendedKeyManager keys) {
    this.keys = keys;
  }

  /** Of a client without a certificate. */
  public static WatchedKeys none() {
    return new WatchedKeys(null);
  }

  /** What includes a handshake on this thread. */
  @FunctionalInterface
  public interface Connecting<T> {
    T connect() throws IOException;
  }

  /**
   * @param asked is set where the server asks for a client certificate meanwhile
   */
  public static <T> T watching(AtomicBoolean asked, Connecting<T> connecting) throws IOException {
    return ScopedValue.where(ASKED, asked).<T, IOException>call(connecting::connect);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    if (ASKED.isBound()) {
      ASKED.get().set(true);
    }
    if (keys == null) {
      return null;
    }
    // Servers that take self-signed certificates often do not name their issuers (RFC 8705 2.2).
    String fitting = keys.chooseClientAlias(keyType, issuers, socket);
    return fitting == null ? keys.chooseClientAlias(keyType, null, socket) : fitting;
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
