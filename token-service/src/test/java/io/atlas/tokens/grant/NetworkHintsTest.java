package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.token.Purpose;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words that a person needs where no token endpoint answered, or not in time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkHintsTest {

  private final TestAuthority authority = new TestAuthority("Test Root");
  private GrantFixture plain;
  private GrantFixture tls;

  @BeforeAll
  void start() {
    plain = new GrantFixture();
    FaultyHttpServer server =
        FaultyHttpServer.start(
            TestAuthority.sockets(authority.server("localhost"), null),
            "https",
            FaultyHttpServer.always(200, GrantFixture.GOOD));
    tls = new GrantFixture(server, EndpointLimits.DEFAULT);
  }

  @AfterAll
  void stop() {
    plain.close();
    tls.close();
  }

  private CredentialFailure at(String url) {
    return refused(plain.askAt(url, TestSettings.basic(), "secret", Purpose.USE));
  }

  private static void says(CredentialFailure failure, CredentialCategory category, String words) {
    assertThat(failure.code()).as(failure.toString()).isEqualTo(category);
    String said = failure.providerErrorDescription();
    String shown = (said == null ? category.summary() : said) + " " + failure.hint();
    assertThat(shown).as(failure.toString()).contains(words.split("\\|"));
  }

  @Test
  void httpsAtAPlainPort() {
    says(
        at(plain.provider.url("/token").replace("http://", "https://")),
        CredentialCategory.TLS,
        "TLS|port|http");
  }

  @Test
  void httpAtATlsPort() {
    CredentialFailure failure = at(tls.provider.url("/token").replace("https://", "http://"));
    assertThat(failure.providerErrorDescription() + " " + failure.hint())
        .as(failure.toString())
        .contains("https://");
  }

  /** As nginx answers a plain request on a port that speaks TLS. */
  @Test
  void httpAtATlsPortThatSaysSo() {
    plain.provider.behave((request, exchange) ->
        exchange.answer(
            400,
            Map.of("Content-Type", "text/html"),
            "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>"
                + "<body></body></html>"));
    says(
        at(plain.provider.url("/token")),
        CredentialCategory.NOT_AN_OAUTH_ENDPOINT,
        "enter it with https://");
  }

  @Test
  void aClosedPort() {
    FaultyHttpServer gone = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"));
    String url = gone.url("/token");
    gone.close();
    says(at(url), CredentialCategory.TRANSIENT, "does not accept connections|host and port");
  }

  @Test
  void aNameThatIsNone() {
    says(
        at("https://no-such-provider.invalid/token"),
        CredentialCategory.DNS,
        "host name could not|Check the host");
  }

  @ParameterizedTest
  @CsvSource({"http://169.254.169.254/token", "https://10.0.0.1/token", "https://[fd00::1]/token"})
  void anAddressWithin(String url) {
    says(at(url), CredentialCategory.BLOCKED_ADDRESS, "public address|operator");
  }

  @Test
  void oneThatHangs() {
    FaultyHttpServer silent =
        FaultyHttpServer.start((request, exchange) -> exchange.serverClosed().await());
    try (GrantFixture hurried = new GrantFixture(silent, GrantFixture.limits(300))) {
      says(
          refused(hurried.ask(TestSettings.basic(), "secret")),
          CredentialCategory.TIMEOUT,
          "did not answer in time|the provider is up");
    }
  }

  @Test
  void tooManyRequests() {
    says(plain.refused(429, "{}"), CredentialCategory.RATE_LIMITED, "Wait|raise the quota");
  }

  @Test
  void aServersCertificateThatHasExpired() {
    FaultyHttpServer server =
        FaultyHttpServer.start(
            TestAuthority.sockets(authority.expiredServer("localhost"), null),
            "https",
            FaultyHttpServer.always(200, GrantFixture.GOOD));
    try (GrantFixture expired = new GrantFixture(server, EndpointLimits.DEFAULT)) {
      TestSettings settings = TestSettings.basic().authorities(authority.own.pem());
      says(
          refused(expired.ask(settings, "secret")),
          CredentialCategory.TLS,
          "has expired|renew its certificate");
    }
  }

  @Test
  void ourCertificateThatHasExpired() {
    FaultyHttpServer server =
        FaultyHttpServer.start(
            TestAuthority.sockets(authority.server("localhost"), authority.own),
            "https",
            FaultyHttpServer.always(200, GrantFixture.GOOD));
    try (GrantFixture mutual = new GrantFixture(server, EndpointLimits.DEFAULT)) {
      TestAuthority.Issued expired = authority.expiredServer("client");
      TestSettings settings =
          TestSettings.of("client", AuthMethod.TLS_CLIENT_AUTH)
              .authorities(authority.own.pem())
              .certificate(expired.pem())
              .privateKey(mutual.seal(expired.keyPem()));
      CredentialFailure failure = refused(mutual.ask(settings, null));
      assertThat(failure.hint())
          .as(failure.toString())
          .startsWith("The client certificate expired at");
    }
  }
}
