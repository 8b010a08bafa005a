package io.atlas.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.seal.Origin;
import io.atlas.testing.FaultyHttpServer;
import java.math.BigInteger;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Certificates that are not accepted, and what is said about them. */
class TlsFailuresTest {

  private static final char[] NO_PASSWORD = new char[0];

  private record Identity(X509Certificate certificate, KeyPair keys) {}

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    EgressGuard egress = new EgressGuard(EgressRules.of(List.of("127.0.0.0/8", "::1/128")));
    try (FaultyHttpServer target = server(identity(null, "localhost", -1, 1));
        TargetClient client =
            new TargetClient(egress, new ResponseReader(9, 9), 10, timer, System::nanoTime)) {
      client.start();
      CallOutcome outcome =
          client
              .call(
                  new CallRequest(
                      "GET", Origin.of(target.url("/")), "/", null, List.of(), null, null, 5_000))
              .outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              CallOutcome.Failed.class,
              failed -> {
                assertThat(failed.category()).isEqualTo(FailureCategory.TLS);
                assertThat(failed.detail()).contains("no trusted authority");
              });
      assertThat(target.requests()).isEmpty();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void whatIsWrongWithACertificateIsSaid() throws Exception {
    Identity authority = identity(null, "authority", -10, 10);
    assertRefused(authority, identity(authority, "localhost", -9, -1), "has expired");
    assertRefused(authority, identity(authority, "localhost", 1, 9), "not valid yet");
    assertRefused(authority, identity(authority, "elsewhere.example", -1, 1), "another host name");
  }

  private static void assertRefused(Identity authority, Identity identity, String because)
      throws Exception {
    try (FaultyHttpServer target = server(identity);
        Socket plain = new Socket("localhost", target.port());
        SSLSocket socket =
            (SSLSocket)
                trusting(authority)
                    .getSocketFactory()
                    .createSocket(plain, "localhost", target.port(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      Exception refused = (Exception) catchThrowable(socket::startHandshake);
      assertThat(CallFailures.categoryOf(refused)).isEqualTo(FailureCategory.TLS);
      assertThat(CallFailures.detailOf(refused)).contains(because);
    }
  }

  private static FaultyHttpServer server(Identity identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        identity.keys().getPrivate(),
        NO_PASSWORD,
        new X509Certificate[] {identity.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    ServerSocketFactory sockets = context.getServerSocketFactory();
    return FaultyHttpServer.start(sockets, "https", FaultyHttpServer.always(200, "{}"));
  }

  private static SSLContext trusting(Identity authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /**
   * @param issuer null for one that is signed by itself
   */
  private static Identity identity(@Nullable Identity issuer, String host, int fromDay, int toDay)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=" + host);
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer == null
                ? name
                : new X500Name(issuer.certificate().getSubjectX500Principal().getName()),
            BigInteger.ONE,
            Date.from(Instant.now().plus(Duration.ofDays(fromDay))),
            Date.from(Instant.now().plus(Duration.ofDays(toDay))),
            name,
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
    PrivateKey signer = issuer == null ? keys.getPrivate() : issuer.keys().getPrivate();
    return new Identity(
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))),
        keys);
  }
}
