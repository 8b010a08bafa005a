package io.atlas.model.key;

import io.atlas.model.seal.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A client's certificate, its issuers' behind it, and the private key that goes with it. */
public final class ClientCertificate {

  private static final byte[] PROBE = {1, 2, 3};
  private static final char[] NO_PASSWORD = new char[0];

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private ClientCertificate(List<X509Certificate> chain, PrivateKey key)
      throws UnusableKeyException {
    this.chain = chain;
    this.key = key;
    try {
      requirePair(key, chain.get(0).getPublicKey());
    } catch (GeneralSecurityException unsuited) {
      throw unsuited();
    }
  }

  /**
   * @param pemChain the client's own first
   * @param privateKey PEM or JWK
   */
  public static ClientCertificate of(String pemChain, Secret privateKey)
      throws UnusableKeyException {
    return new ClientCertificate(
        Certificates.read(pemChain, "certificate"), PrivateKeys.forTls(privateKey));
  }

  /**
   * @param pkcs8 as {@link #pkcs8} has it
   */
  public static ClientCertificate ofPkcs8(String pemChain, Secret pkcs8)
      throws UnusableKeyException {
    List<X509Certificate> chain = Certificates.read(pemChain, "certificate");
    try {
      PrivateKey key =
          KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8.value())));
      return new ClientCertificate(chain, key);
    } catch (GeneralSecurityException | IllegalArgumentException unsuited) {
      throw unsuited();
    }
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** The private key in PKCS #8, base64: one form, whatever was pasted. */
  public Secret pkcs8() {
    return new Secret(Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  /** Presents the certificate to every server that asks for one and takes its kind of key. */
  public WatchedKeys keyManager() throws UnusableKeyException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return Arrays.stream(factory.getKeyManagers())
          .filter(X509ExtendedKeyManager.class::isInstance)
          .map(manager -> new WatchedKeys((X509ExtendedKeyManager) manager))
          .findFirst()
          .orElseThrow(ClientCertificate::unsuited);
    } catch (GeneralSecurityException | IOException unsuited) {
      throw unsuited();
    }
  }

  /** What one signs the other verifies. */
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

  private static UnusableKeyException unsuited() {
    return new UnusableKeyException(
        "Certificate and private key do not go together: paste both again.");
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ClientCertificate[" + chain.size() + " certificates]";
  }
}
