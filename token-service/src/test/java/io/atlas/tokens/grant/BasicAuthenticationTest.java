package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.EventJson;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.token.Purpose;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Section A: Basic and body encoding. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BasicAuthenticationTest {

  private static final String PASSWORD = "p@ss:w+rd%20 x";

  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @BeforeEach
  void wellBehaved() {
    fixture.provider.behave(FaultyHttpServer.always(200, GrantFixture.GOOD));
  }

  private String basic(String id, String secret) {
    granted(fixture.ask(TestSettings.of(id, AuthMethod.BASIC), secret));
    return fixture.lastRequest().header("authorization");
  }

  private String body(TestSettings settings) {
    granted(fixture.ask(settings, "secret"));
    return fixture.lastRequest().body();
  }

  private void refusedUnsent(TestSettings settings, String url, String words) {
    int before = fixture.provider.requests().size();
    CredentialFailure failure = refused(fixture.askAt(url, settings, "secret", Purpose.USE));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains(words);
    assertThat(fixture.provider.requests()).hasSize(before);
  }

  @Test
  @DisplayName("vector 1: Basic over form-encoded id and secret")
  void vector1() {
    assertThat(basic("client", PASSWORD))
        .isEqualTo("Basic Y2xpZW50OnAlNDBzcyUzQXclMkJyZCUyNTIwK3g=");
  }

  @Test
  @DisplayName("vector 2: a colon in the id is encoded")
  void vector2() {
    assertThat(basic("a:b", "s")).isEqualTo("Basic YSUzQWI6cw==");
  }

  @Test
  @DisplayName("vector 3: RFC 6749 appendix B's text")
  void vector3() {
    assertThat(basic(" %&+£€", " %&+£€"))
        .isEqualTo("Basic KyUyNSUyNiUyQiVDMiVBMyVFMiU4MiVBQzorJTI1JTI2JTJCJUMyJUEzJUUyJTgyJUFD");
  }

  @Test
  @DisplayName("vector 4: slashes, colons, plus and equals signs")
  void vector4() {
    assertThat(basic("1PpG/Q 1", "z/tZ9VwFZqApmIQ+ZH1I5pLk/uB4ud:X2/8bL+wfFTt1rFw="))
        .isEqualTo(
            "Basic MVBwRyUyRlErMTp6JTJGdFo5VndGWnFBcG1JUSUyQlpIMUk1cExrJTJGdUI0dWQlM0FYMiUyRjhi"
                + "TCUyQndmRlR0MXJGdyUzRA==");
  }

  @Test
  @DisplayName("vector 5: letters outside ASCII")
  void vector5() {
    assertThat(basic("müller", "пароль"))
        .isEqualTo("Basic bSVDMyVCQ2xsZXI6JUQwJUJGJUQwJUIwJUQxJTgwJUQwJUJFJUQwJUJCJUQxJThD");
  }

  @Test
  @DisplayName("vector 6: a percent sign alone, and a character beyond the BMP")
  void vector6() {
    assertThat(basic("c", "100%")).isEqualTo("Basic YzoxMDAlMjU=");
    assertThat(basic("c", "😀")).isEqualTo("Basic YzolRjAlOUYlOTglODA=");
  }

  @Test
  @DisplayName("vector 7: hyphen, underscore and dot stay as they are")
  void vector7() {
    String header = basic("b6c1-4f_2.x", "s");
    byte[] decoded = java.util.Base64.getDecoder().decode(header.substring("Basic ".length()));
    assertThat(new String(decoded, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("b6c1-4f_2.x:s");
  }

  @Test
  @DisplayName("vector 8: basic_raw does not encode, and takes no colon in the id")
  void vector8() {
    granted(fixture.ask(TestSettings.of("client", AuthMethod.BASIC_RAW), PASSWORD));
    assertThat(fixture.lastRequest().header("authorization"))
        .isEqualTo("Basic Y2xpZW50OnBAc3M6dytyZCUyMCB4");
    refusedUnsent(
        TestSettings.of("a:b", AuthMethod.BASIC_RAW), fixture.provider.url("/token"), "colon");
  }

  @Test
  @DisplayName("vector 9: post puts id and secret into the body, encoded once, and no header")
  void vector9() {
    granted(fixture.ask(TestSettings.of("client", AuthMethod.POST), PASSWORD));
    assertThat(fixture.lastRequest().body())
        .isEqualTo(
            "grant_type=client_credentials&client_id=client"
                + "&client_secret=p%40ss%3Aw%2Brd%2520+x");
    assertThat(fixture.lastRequest().headers()).doesNotContainKey("authorization");
    assertThat(fixture.lastRequest().header("content-type"))
        .isEqualTo("application/x-www-form-urlencoded");
  }

  @Test
  @DisplayName("vector 10: basic leaves id and secret out of the body")
  void vector10() {
    assertThat(body(TestSettings.basic())).isEqualTo("grant_type=client_credentials");
  }

  @Test
  @DisplayName("vector 11: a signed assertion sends neither a secret nor an Authorization header")
  void vector11() {
    // Of tls_client_auth vector 61 shows the whole body.
    granted(
        fixture.ask(TestSettings.of("client", AuthMethod.CLIENT_SECRET_JWT), "s3cr3t".repeat(6)));
    assertThat(fixture.lastRequest().body()).doesNotContain("client_secret", "s3cr3t");
    assertThat(fixture.lastRequest().headers()).doesNotContainKey("authorization");
    TestSettings settings =
        TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
            .privateKey(fixture.seal(TestKeys.RSA.toJSONString()));
    granted(fixture.ask(settings, "secret"));
    assertThat(fixture.lastRequest().body())
        .contains("client_assertion=")
        .doesNotContain("client_secret");
    assertThat(fixture.lastRequest().headers()).doesNotContainKey("authorization");
  }

  @Test
  @DisplayName("vector 12: no scope configured, no scope sent")
  void vector12() {
    assertThat(body(TestSettings.basic())).doesNotContain("scope");
  }

  @Test
  @DisplayName("vector 13: scopes joined by the provider's separator")
  void vector13() {
    assertThat(body(TestSettings.basic().scopes("a", "b"))).endsWith("&scope=a+b");
    assertThat(body(TestSettings.basic().scopes("a", "b").separator(","))).endsWith("&scope=a%2Cb");
  }

  @Test
  @DisplayName("vector 14: a scope that is a URL is encoded exactly once")
  void vector14() {
    assertThat(body(TestSettings.basic().scopes("https://graph.microsoft.com/.default")))
        .endsWith("&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
  }

  @Test
  @DisplayName("vector 15: resource repeats, a query is kept, a fragment refused")
  void vector15() {
    TestSettings settings = TestSettings.basic().resource("https://a.example", "urn:b");
    granted(fixture.askAt(fixture.provider.url("/token?x=1"), settings, "secret", Purpose.USE));
    assertThat(fixture.lastRequest().body())
        .endsWith("&resource=https%3A%2F%2Fa.example&resource=urn%3Ab");
    assertThat(fixture.lastRequest().target()).isEqualTo("/token?x=1");
    refusedUnsent(settings, fixture.provider.url("/token#f"), "fragment");
  }

  @Test
  @DisplayName("vector 16: a secret pasted with white space or invisible characters is warned of")
  void vector16() {
    assertThat(basic("c", "s\n")).isEqualTo("Basic YzpzJTBB");
    assertThat(granted(fixture.test(TestSettings.basic(), "s ")).warnings())
        .anyMatch(warning -> warning.contains("white space"));
    assertThat(granted(fixture.test(TestSettings.basic(), "\uFEFFs")).warnings())
        .anyMatch(warning -> warning.contains("invisible"));
    assertThat(granted(fixture.test(TestSettings.basic(), "s\u200B")).warnings())
        .anyMatch(warning -> warning.contains("invisible"));
  }

  @Test
  @DisplayName("vector 17: extra parameters and headers with reserved names are refused")
  void vector17() {
    String url = fixture.provider.url("/token");
    refusedUnsent(
        TestSettings.basic().parameters(Map.of("grant_type", "password")), url, "grant_type");
    refusedUnsent(
        TestSettings.basic().parameters(Map.of("Client_Secret", "x")), url, "Client_Secret");
    refusedUnsent(TestSettings.basic().headers(Map.of("Authorization", "x")), url, "Authorization");
    refusedUnsent(TestSettings.basic().headers(Map.of("X-Extra", "a\r\nB: c")), url, "X-Extra");
  }

  @Test
  void extraParametersAndHeadersGoAlong() {
    TestSettings settings =
        TestSettings.basic()
            .audience("https://api.example")
            .parameters(Map.of("organization", "acme"))
            .headers(Map.of("X-Tenant", "7"));
    assertThat(body(settings))
        .isEqualTo(
            "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example&organization=acme");
    assertThat(fixture.lastRequest().header("x-tenant")).isEqualTo("7");
  }

  @Test
  void aJsonBodyHoldsTheSameParameters() {
    String json =
        body(
            TestSettings.of("client", AuthMethod.POST)
                .json()
                .grantType("account_credentials")
                .resource("urn:a", "urn:b"));
    JsonNode object = EventJson.MAPPER.readTree(json);
    assertThat(object.path("grant_type").stringValue()).isEqualTo("account_credentials");
    assertThat(object.path("client_secret").stringValue()).isEqualTo("secret");
    assertThat(object.path("resource").size()).isEqualTo(2);
    assertThat(fixture.lastRequest().header("content-type")).isEqualTo("application/json");
  }
}
