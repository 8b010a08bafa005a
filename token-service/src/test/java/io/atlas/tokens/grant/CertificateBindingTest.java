package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.ClientCertificate;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificate-bound tokens (RFC 8705 section 3), of a provider that lets nobody in without one. */
class CertificateBindingTest {

  private final TestAuthority authority = new TestAuthority("Servers");
  private final TestAuthority.Issued client = authority.server("client");
  private GrantFixture fixture;

  @BeforeEach
  void start() {
    fixture =
        new GrantFixture(
            FaultyHttpServer.start(
                TestAuthority.sockets(authority.server("localhost"), authority.own),
                "https",
                FaultyHttpServer.always(200, GrantFixture.GOOD)),
            EndpointLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private TestSettings bound(AuthMethod method) {
    return TestSettings.of("client", method)
        .binding(TokenBinding.MTLS)
        .authorities(authority.own.pem())
        .certificate(client.pem())
        .privateKey(fixture.seal(client.keyPem()));
  }

  private ProviderResponse ask(AuthMethod method) {
    return fixture.ask(
        bound(method), "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  }

  @ParameterizedTest
  @EnumSource(value = AuthMethod.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void theCertificateIsPresentedWhateverTheAuthMethod(AuthMethod method) throws Exception {
    ProviderResponse.Granted granted = granted(ask(method));
    assertThat(granted.tokenType()).isEqualTo("Bearer");
    assertThat(ClientCertificate.ofPkcs8(client.pem(), granted.bindingKey()).certificate())
        .isEqualTo(client.certificate());
  }

  @Test
  void whatATokenSaysOfItsCertificateIsCompared() throws Exception {
    String own = Certificates.thumbprint(client.certificate(), "SHA-256").toString();
    issue("{\"cnf\":{\"x5t#S256\":\"" + own + "\"}}");
    assertThat(granted(ask(AuthMethod.BASIC)).warnings()).isEmpty();
    issue("{\"sub\":\"client\"}");
    assertThat(granted(ask(AuthMethod.BASIC)).warnings())
        .singleElement()
        .asString()
        .contains("names no certificate", "certificate-bound access tokens");
    issue("{\"cnf\":{\"x5t#S256\":\"another\"}}");
    assertThat(refused(ask(AuthMethod.BASIC)).providerErrorDescription())
        .contains("another certificate");
  }

  private void issue(String claims) {
    String token = DpopTest.jwt(claims);
    fixture.provider.behave(
        FaultyHttpServer.always(200, GrantFixture.GOOD.replace("good-token", token)));
  }

  @Test
  void withoutCertificateOrOverPlainHttpNothingIsSent() {
    TestSettings without =
        TestSettings.basic().binding(TokenBinding.MTLS).authorities(authority.own.pem());
    CredentialFailure failure = refused(fixture.ask(without, "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains("mtls needs a certificate");
    String plain = fixture.provider.url("/token").replace("https:", "http:");
    TestSettings settings =
        bound(AuthMethod.BASIC).privateKey(fixture.sealFor(plain, client.keyPem()));
    failure = refused(fixture.askAt(plain, settings, "secret", Purpose.USE));
    assertThat(failure.hint()).contains("mtls needs https");
    assertThat(fixture.provider.requests()).isEmpty();
  }

  @Test
  void aDemandForACertificateNamesTheSetting() {
    try (GrantFixture open = new GrantFixture()) {
      for (String words :
          new String[] {
            "Client Certification missing for MTLS HoK Token Binding",
            "mutual TLS client certificate not provided"
          }) {
        CredentialFailure failure =
            open.refused(
                400, "{\"error\":\"invalid_request\",\"error_description\":\"" + words + "\"}");
        assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
        assertThat(failure.hint()).contains("set the token binding to mtls");
      }
    }
  }

  @Test
  void anIssuerOfOnesOwnIsReadAndTellsItsEndpointForCertificates() throws Exception {
    GrantFixture issuer =
        new GrantFixture(
            FaultyHttpServer.start(
                TestAuthority.sockets(authority.server("localhost"), null),
                "https",
                FaultyHttpServer.always(200, "{}")),
            EndpointLimits.DEFAULT);
    try (issuer) {
      String url = issuer.provider.url("");
      metadata(issuer, url, url + "/mtls/token");
      IssuerDiscovery.Result found =
          issuer.issuers().discover(url, authority.own.pem(), Duration.ofSeconds(10));
      assertThat(found.tokenEndpoint()).isEqualTo(url + "/token");
      assertThat(found.mtlsTokenEndpoint()).isEqualTo(url + "/mtls/token");
      assertThat(found.warnings()).singleElement().asString().contains(url + "/mtls/token");
      assertThat(issuer.issuers().discover(url, null, Duration.ofSeconds(10)).failure().code())
          .isEqualTo(CredentialCategory.TLS);
      metadata(issuer, url, url + "/token");
      found = issuer.issuers().discover(url, authority.own.pem(), Duration.ofSeconds(10));
      assertThat(found.mtlsTokenEndpoint()).isNull();
      metadata(issuer, url, "https://169.254.169.254/token");
      found = issuer.issuers().discover(url, authority.own.pem(), Duration.ofSeconds(10));
      assertThat(found.mtlsTokenEndpoint()).isNull();
      assertThat(found.tokenEndpoint()).isEqualTo(url + "/token");
    }
  }

  private static void metadata(GrantFixture issuer, String url, String alias) {
    issuer.provider.behave(
        FaultyHttpServer.always(
            200,
            "{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\",\"mtls_endpoint_aliases\":"
                    .formatted(url, url)
                + "{\"token_endpoint\":\"%s\"}}".formatted(alias)));
  }
}
