package io.atlas.tokens.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.IssuerDiscovery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssuerMetadataTest {

  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private IssuerDiscovery.Result discover(String issuer) throws InterruptedException {
    return fixture.issuers().discover(issuer, null, Duration.ofSeconds(10));
  }

  private void serve(String path, String json) {
    fixture.provider.behave((request, exchange) -> {
      boolean there = request.target().equals(path);
      exchange.json(there ? 200 : 404, there ? json : "{}");
    });
  }

  @Test
  void openIdMetadataFillsTheForm() throws Exception {
    String issuer = fixture.provider.url("/realms/acme");
    serve(
        "/realms/acme/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\",\"scopes_supported\":[\"a\",\"b\"],"
                .formatted(issuer, issuer)
            + "\"grant_types_supported\":[\"authorization_code\"],"
            + "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"none\","
            + "\"private_key_jwt\"]}");
    IssuerDiscovery.Result result = discover(issuer);
    assertThat(result.failure()).isNull();
    assertThat(result.tokenEndpoint()).isEqualTo(issuer + "/token");
    assertThat(result.authMethods()).containsExactly(AuthMethod.POST, AuthMethod.PRIVATE_KEY_JWT);
    assertThat(result.scopes()).containsExactly("a", "b");
    assertThat(result.warnings()).anyMatch(warning -> warning.contains("client credentials"));
    assertThat(discover(issuer + "/").tokenEndpoint()).isEqualTo(issuer + "/token");
    assertThat(discover(issuer + "/.well-known/openid-configuration").tokenEndpoint())
        .isEqualTo(issuer + "/token");
  }

  @Test
  void anyUrlOfTheIssuerWillDo() throws Exception {
    String issuer = fixture.provider.url("/realms/acme");
    serve(
        "/realms/acme/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\"}".formatted(issuer, issuer));
    for (String path :
        List.of(
            "/protocol/openid-connect/token",
            "/protocol/openid-connect/auth?client_id=a&scope=b",
            "/protocol/openid-connect/certs",
            "/.well-known/openid-configuration?x=1")) {
      assertThat(discover(issuer + path).tokenEndpoint()).as(path).isEqualTo(issuer + "/token");
    }
    assertThat(discover(fixture.provider.url("/other/oauth2/token")).failure().code())
        .isEqualTo(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
  }

  @Test
  void oauthMetadataStandsWhereThePathIsInserted() throws Exception {
    String issuer = fixture.provider.url("/acme");
    serve(
        "/.well-known/oauth-authorization-server/acme",
        "{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\"}".formatted(issuer, issuer));
    IssuerDiscovery.Result result = discover(issuer);
    assertThat(result.tokenEndpoint()).isEqualTo(issuer + "/token");
    assertThat(result.authMethods()).containsExactly(AuthMethod.BASIC);
  }

  @Test
  void metadataOfAnotherIssuerIsRefused() throws Exception {
    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"https://evil.example\",\"token_endpoint\":\"https://evil.example/t\"}");
    IssuerDiscovery.Result result = discover(fixture.provider.url(""));
    assertThat(result.failure().code()).isEqualTo(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
    assertThat(result.tokenEndpoint()).isNull();
  }

  @Test
  @DisplayName("vector 92: metadata that names an internal token endpoint is blocked")
  void metadataThatNamesAnInternalTokenEndpointIsBlocked() throws Exception {
    String issuer = fixture.provider.url("");
    for (String internal :
        new String[] {
          "https://169.254.169.254/token", "https://10.1.2.3/t", "https://[fd00::1]/t"
        }) {
      serve(
          "/.well-known/openid-configuration",
          "{\"issuer\":\"%s\",\"token_endpoint\":\"%s\"}".formatted(issuer, internal));
      assertThat(discover(issuer).failure().code()).isEqualTo(CredentialCategory.BLOCKED_ADDRESS);
    }
    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"token_endpoint\":\"file:///etc/passwd\"}".formatted(issuer));
    assertThat(discover(issuer).failure().code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
  }

  @Test
  void nothingThereIsSaid() throws Exception {
    serve("/nowhere", "{}");
    assertThat(discover(fixture.provider.url("")).failure().code())
        .isEqualTo(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
    assertThat(discover("not a url").failure().code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(discover("https://169.254.169.254").failure().code())
        .isEqualTo(CredentialCategory.BLOCKED_ADDRESS);
  }
}
