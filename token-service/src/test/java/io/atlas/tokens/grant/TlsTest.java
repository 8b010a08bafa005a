package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, with certificates made here. */
class TlsTest {

  private final TestAuthority authority = new TestAuthority("Test Root");

  private static GrantFixture fixture(SSLServerSocketFactory sockets) {
    return new GrantFixture(
        FaultyHttpServer.start(sockets, "https", FaultyHttpServer.always(200, GrantFixture.GOOD)),
        EndpointLimits.DEFAULT);
  }

  private CredentialFailure tlsFailure(TestAuthority.Issued server, TestSettings settings) {
    return tlsFailure(TestAuthority.sockets(server, null), settings);
  }

  private CredentialFailure tlsFailure(SSLServerSocketFactory sockets, TestSettings settings) {
    try (GrantFixture fixture = fixture(sockets)) {
      CredentialFailure failure = refused(fixture.ask(settings, "secret"));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TLS);
      assertThat(failure.code().permanent()).isTrue();
      assertThat(fixture.provider.requests()).isEmpty();
      assertThat(fixture.outcomes).hasSize(1);
      return failure;
    }
  }

  private TestSettings trusting() {
    return TestSettings.basic().authorities(authority.own.pem());
  }

  @Test
  void aTrustedServerIsUsed() {
    try (GrantFixture fixture =
        fixture(TestAuthority.sockets(authority.server("localhost"), null))) {
      granted(fixture.ask(trusting(), "secret"));
    }
  }

  @Test
  @DisplayName("vector 59: expired, self-signed, wrong host, root, intermediate: each in its words")
  void expiredSelfSignedWrongHostRootIntermediate() {
    Set<String> words = new HashSet<>();
    CredentialFailure expired = tlsFailure(authority.expiredServer("localhost"), trusting());
    assertThat(expired.providerErrorDescription()).contains("expired");
    words.add(expired.providerErrorDescription());
    CredentialFailure wrongHost = tlsFailure(authority.server("other.example"), trusting());
    assertThat(wrongHost.providerErrorDescription()).contains("another host");
    words.add(wrongHost.providerErrorDescription());
    CredentialFailure selfSigned = tlsFailure(TestAuthority.selfSigned("localhost"), trusting());
    assertThat(selfSigned.providerErrorDescription()).contains("signed by itself");
    words.add(selfSigned.providerErrorDescription());
    CredentialFailure untrusted =
        tlsFailure(
            TestAuthority.socketsWithChain(authority.server("localhost"), authority.own),
            TestSettings.basic());
    assertThat(untrusted.providerErrorDescription()).contains("no trusted authority");
    words.add(untrusted.providerErrorDescription());
    // The server leaves the intermediate out: the chain ends at an issuer nobody knows.
    CredentialFailure incomplete =
        tlsFailure(authority.intermediate().server("localhost"), trusting());
    assertThat(incomplete.providerErrorDescription()).contains("intermediate");
    words.add(incomplete.providerErrorDescription());
    assertThat(words).hasSize(5);
  }

  @Test
  @DisplayName("vector 60: TLS 1.0 and 1.1 alone are not spoken")
  void tls10And11AloneAreNotSpoken() {
    // The JDK no longer serves them, so the server's part is its alert, as RFC 8446 has it.
    FaultyHttpServer old = TlsAlertServer.start(TlsAlertServer.PROTOCOL_VERSION);
    try (GrantFixture fixture = new GrantFixture(old, EndpointLimits.DEFAULT)) {
      CredentialFailure failure =
          refused(
              fixture.askAt(
                  "https://localhost:" + old.port() + "/token",
                  TestSettings.basic(),
                  "secret",
                  Purpose.USE));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TLS);
      assertThat(failure.hint()).contains("TLS 1.2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("vector 61: a client certificate that is missing or wrong is named")
  void aClientCertificateThatIsMissingOrWrongIsNamed(String protocol) {
    TestAuthority clients = new TestAuthority("Clients");
    SSLServerSocketFactory sockets =
        TestAuthority.sockets(authority.server("localhost"), clients.own, protocol);
    try (GrantFixture fixture = fixture(sockets)) {
      // Each several times: now and then a reset overtakes the server's alert.
      for (int again = 0; again < 10; again++) {
        wantsCertificate(fixture.test(trusting(), "secret"));
      }
      TestSettings stranger =
          withCertificate(fixture, new TestAuthority("Strangers").server("client"));
      for (int again = 0; again < 10; again++) {
        wantsCertificate(fixture.test(stranger, null));
      }
      granted(fixture.ask(withCertificate(fixture, clients.server("client")), null));
      assertThat(fixture.lastRequest().body())
          .isEqualTo("grant_type=client_credentials&client_id=client");
      assertThat(fixture.lastRequest().headers()).doesNotContainKey("authorization");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aResetAfterTheCertificateWasAcceptedPasses(String protocol) {
    SSLServerSocketFactory asking =
        TestAuthority.sockets(authority.server("localhost"), authority.own, protocol);
    FaultyHttpServer.Behaviour reset = (request, exchange) -> exchange.reset();
    try (GrantFixture fixture =
        new GrantFixture(FaultyHttpServer.start(asking, "https", reset), EndpointLimits.DEFAULT)) {
      TestSettings known = withCertificate(fixture, authority.server("client"));
      // The request goes once more, and the TLS session that it resumes vouches for the client.
      assertThat(refused(fixture.test(known, null)).code()).isEqualTo(CredentialCategory.TRANSIENT);
    }
  }

  private static void wantsCertificate(ProviderResponse answer) {
    CredentialFailure failure = refused(answer);
    assertThat(failure.code()).as(failure.toString()).isEqualTo(CredentialCategory.TLS);
    assertThat(failure.providerErrorDescription()).contains("client certificate");
    assertThat(failure.hint()).contains("tls_client_auth");
  }

  private TestSettings withCertificate(GrantFixture fixture, TestAuthority.Issued client) {
    return TestSettings.of("client", AuthMethod.TLS_CLIENT_AUTH)
        .authorities(authority.own.pem())
        .certificate(client.pem())
        .privateKey(fixture.seal(client.keyPem()));
  }

  @Test
  @DisplayName("vector 62: with a client certificate the server is verified all the same")
  void withAClientCertificateTheServerIsVerifiedAllTheSame() {
    TestAuthority clients = new TestAuthority("Clients");
    TestAuthority.Issued bad = new TestAuthority("Nobody").server("localhost");
    try (GrantFixture fixture = fixture(TestAuthority.sockets(bad, clients.own))) {
      CredentialFailure failure =
          refused(fixture.ask(withCertificate(fixture, clients.server("client")), null));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TLS);
      assertThat(fixture.provider.requests()).isEmpty();
    }
  }

  @Test
  @DisplayName("vector 63: plain http is refused where the operator has not let it through")
  void plainHttpIsRefusedWhereTheOperatorHasNotLetItThrough() {
    EgressGuard production =
        new EgressGuard(
            EgressRules.PUBLIC_ONLY,
            host -> new java.net.InetAddress[] {java.net.InetAddress.getByName("198.41.0.4")});
    FaultyHttpServer provider =
        FaultyHttpServer.start(FaultyHttpServer.always(200, GrantFixture.GOOD));
    try (GrantFixture fixture = new GrantFixture(provider, EndpointLimits.DEFAULT, production)) {
      CredentialFailure failure =
          refused(
              fixture.askAt(
                  "http://idp.example.com/token", TestSettings.basic(), "secret", Purpose.USE));
      assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
      assertThat(failure.hint()).contains("https");
    }
  }
}
