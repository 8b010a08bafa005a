package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.token.Purpose;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Redirects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedirectTest {

  private GrantFixture fixture;
  private FaultyHttpServer second;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
    second = FaultyHttpServer.start(FaultyHttpServer.always(200, GrantFixture.GOOD));
  }

  @AfterAll
  void stop() {
    fixture.close();
    second.close();
  }

  private CredentialFailure redirected(int status, String location) {
    fixture.provider.behave(
        (request, exchange) -> exchange.answer(status, Map.of("Location", location), ""));
    CredentialFailure failure = refused(fixture.ask(TestSettings.basic(), "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REDIRECT);
    return failure;
  }

  @Test
  @DisplayName("vector 57: no redirect is followed, wherever it leads")
  void noRedirectIsFollowedWhereverItLeads() {
    int before = fixture.provider.requests().size();
    int asked = 0;
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      for (String location :
          new String[] {
            second.url("/token"),
            "http://127.0.0.1:" + second.port() + "/token",
            "https://evil.example/token",
            "/elsewhere",
            "//other.example/x",
            "::::not a url",
            "",
          }) {
        redirected(status, location);
        asked++;
      }
    }
    assertThat(second.requests()).isEmpty();
    assertThat(fixture.provider.requests()).hasSize(before + asked);
    assertThat(redirected(307, "https://login.other.example/token").providerErrorDescription())
        .contains("login.other.example");
  }

  @Test
  @DisplayName("vector 57: nor from https to http, or back to the same server")
  void norFromHttpsToHttpOrBackToTheSameServer() {
    TestAuthority authority = new TestAuthority("Root");
    var sockets = TestAuthority.sockets(authority.server("localhost"), null);
    FaultyHttpServer.Behaviour moved =
        (request, exchange) ->
            exchange.answer(
                307,
                Map.of(
                    "Location",
                    request.target().equals("/token") ? second.url("/token") : "/token"),
                "");
    try (GrantFixture secure =
        new GrantFixture(FaultyHttpServer.start(sockets, "https", moved), EndpointLimits.DEFAULT)) {
      TestSettings settings = TestSettings.basic().authorities(authority.own.pem());
      for (String path : new String[] {"/token", "/elsewhere"}) {
        CredentialFailure failure =
            refused(secure.askAt(secure.provider.url(path), settings, "secret", Purpose.TEST));
        assertThat(failure.code()).isEqualTo(CredentialCategory.REDIRECT);
      }
      // The issuer's metadata is asked for besides, without credentials.
      assertThat(secure.provider.requests())
          .filteredOn(request -> request.method().equals("POST"))
          .hasSize(2);
      assertThat(second.requests()).isEmpty();
    }
  }

  @Test
  @DisplayName("vector 58: a missing slash is named")
  void aMissingSlashIsNamed() {
    assertThat(redirected(301, "/token/").hint()).contains("trailing slash");
    assertThat(redirected(308, "https://localhost/token").hint()).contains("https");
  }
}
