package io.atlas.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority that issues whatever certificate a test needs. */
public final class TestAuthority {

  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final char[] NO_PASSWORD = new char[0];

  public final Issued own;

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {

    public String pem() {
      return TestAuthority.pem("CERTIFICATE", encoded());
    }

    public String keyPem() {
      return TestAuthority.pem("PRIVATE KEY", key.getEncoded());
    }

    private byte[] encoded() {
      try {
        return certificate.getEncoded();
      } catch (GeneralSecurityException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  public TestAuthority(String name) {
    own = issue(null, name, null, true, Instant.now().plus(Duration.ofDays(30)));
  }

  private TestAuthority(Issued own) {
    this.own = own;
  }

  public TestAuthority intermediate() {
    return new TestAuthority(
        issue(own, "Intermediate", null, true, Instant.now().plus(Duration.ofDays(30))));
  }

  public Issued server(String host) {
    return issue(own, host, host, false, Instant.now().plus(Duration.ofDays(10)));
  }

  /** Another certificate of the same key. */
  public Issued renewed(Issued before, String host) {
    return issue(
        own,
        host,
        host,
        false,
        Instant.now().plus(Duration.ofDays(20)),
        new KeyPair(before.certificate().getPublicKey(), before.key()));
  }

  public Issued expiredServer(String host) {
    return issue(own, host, host, false, Instant.now().minus(Duration.ofDays(1)));
  }

  public static Issued selfSigned(String host) {
    return issue(null, host, host, false, Instant.now().plus(Duration.ofDays(10)));
  }

  /**
   * @param clientAuthority whose clients are asked for a certificate, or null to ask for none
   */
  public static SSLServerSocketFactory sockets(
      Issued server, @Nullable Issued clientAuthority, String... protocols) {
    return sockets(
        server, new X509Certificate[] {server.certificate()}, clientAuthority, protocols);
  }

  /** The server sends its issuer's certificate along. */
  public static SSLServerSocketFactory socketsWithChain(Issued server, Issued issuer) {
    return sockets(
        server, new X509Certificate[] {server.certificate(), issuer.certificate()}, null);
  }

  private static SSLServerSocketFactory sockets(
      Issued server,
      X509Certificate[] chain,
      @Nullable Issued clientAuthority,
      String... protocols) {
    try {
      KeyStore keys = store();
      keys.setKeyEntry("server", server.key(), NO_PASSWORD, chain);
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, NO_PASSWORD);
      TrustManager[] trust = null;
      if (clientAuthority != null) {
        KeyStore trusted = store();
        trusted.setCertificateEntry("clients", clientAuthority.certificate());
        TrustManagerFactory trustManagers =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        trust = trustManagers.getTrustManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trust, null);
      return new ConfiguredSockets(
          context.getServerSocketFactory(), clientAuthority != null, protocols);
    } catch (GeneralSecurityException | java.io.IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static KeyStore store() throws GeneralSecurityException, java.io.IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Issued issue(
      @Nullable Issued issuer, String name, @Nullable String host, boolean authority, Instant end) {
    return issue(issuer, name, host, authority, end, keyPair());
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Issued issue(
      @Nullable Issued issuer,
      String name,
      @Nullable String host,
      boolean authority,
      Instant end,
      KeyPair pair) {
    try {
      X500Principal subject = new X500Principal("CN=" + name);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer == null
                  ? X500Name.getInstance(subject.getEncoded())
                  : X500Name.getInstance(
                      issuer.certificate().getSubjectX500Principal().getEncoded()),
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(Instant.now().minus(Duration.ofDays(2))),
              Date.from(end),
              X500Name.getInstance(subject.getEncoded()),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (host != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
      }
      PrivateKey signer = issuer == null ? pair.getPrivate() : issuer.key();
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
      return new Issued(certificate, pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /** Server sockets with what a test wants set on each. */
  private static final class ConfiguredSockets extends SSLServerSocketFactory {

    private final SSLServerSocketFactory factory;
    private final boolean clients;
    private final String[] protocols;

    ConfiguredSockets(SSLServerSocketFactory factory, boolean clients, String... protocols) {
      this.factory = factory;
      this.clients = clients;
      this.protocols = protocols.clone();
    }

    private java.net.ServerSocket configured(java.net.ServerSocket socket) {
      SSLServerSocket tls = (SSLServerSocket) socket;
      tls.setNeedClientAuth(clients);
      if (protocols.length > 0) {
        tls.setEnabledProtocols(protocols);
      }
      return tls;
    }

    @Override
    public java.net.ServerSocket createServerSocket(int port) throws java.io.IOException {
      return configured(factory.createServerSocket(port));
    }

    @Override
    public java.net.ServerSocket createServerSocket(int port, int backlog)
        throws java.io.IOException {
      return configured(factory.createServerSocket(port, backlog));
    }

    @Override
    public java.net.ServerSocket createServerSocket(
        int port, int backlog, java.net.InetAddress address) throws java.io.IOException {
      return configured(factory.createServerSocket(port, backlog, address));
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return factory.getSupportedCipherSuites();
    }
  }
}
