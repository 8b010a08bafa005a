package io.atlas.model.key;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the certificate also where the server's list of authorities lacks its issuer: servers
 * that take self-signed ones often do not name them (RFC 8705 section 2.2).
 */
final class AlwaysPresented extends X509ExtendedKeyManager {

  private final X509ExtendedKeyManager jdk;

  AlwaysPresented(X509ExtendedKeyManager jdk) {
    this.jdk = jdk;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    String fitting = jdk.chooseClientAlias(keyType, issuers, socket);
    return fitting == null ? jdk.chooseClientAlias(keyType, null, socket) : fitting;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return jdk.getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return jdk.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return jdk.getPrivateKey(alias);
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
