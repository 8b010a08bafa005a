package io.atlas.console.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventJson;
import io.atlas.testing.Growth;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("I6: what a rule calls secret is found in any text, whole or broken")
class SecretScanTest {

  private static final String SECRET = "s3cr3t-Value/4711==";
  private static final String PARTS = ".eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_";
  private static final String JWT = "eyJhbGciOiJSUzI1NiJ9" + PARTS;
  private static final String JWE = "eyJhbGciOiJFQ0RILUVTIn0" + PARTS + ".aXY.dGFn";

  @TestFactory
  Stream<DynamicTest> nothingOfItIsLeft() {
    return Stream.of(
            "{\"client_secret\":\"%s\"}",
            "{\"clientSecret\" : \"%s\", \"a\":1",
            "{'password':'%s'}",
            "{\"body\":\"{\\\"access_token\\\":\\\"%s\\\",\\\"b\\\":2}\"}",
            "{\"x\":\"{\\\\\\\"apiKey\\\\\\\":\\\\\\\"%s\\\\\\\"}\"}",
            "grant_type=x&client_secret=%s&scope=y",
            "https://example.com/?a=b&access_token=%s#c",
            "GET / HTTP/1.1\r\nAuthorization: Basic %s\r\nHost: x",
            "Cookie: id=%s",
            "the header was Bearer %s, and so on",
            "Authorization=Bearer%%20%s",
            "X-Api-Key: %s",
            "db_password = %s",
            "[{\"name\":\"X-Api-Key\", \"value\" : \"%s\"",
            "-----BEGIN EC PRIVATE KEY-----\n%s\n-----END EC PRIVATE KEY-----")
        .map(form ->
            DynamicTest.dynamicTest(
                form,
                () -> {
                  String shown = SecretScan.shown(form.formatted(SECRET));
                  assertThat(shown).contains("[redacted]").doesNotContain("s3cr3t", "4711");
                  assertThat(SecretScan.shown(form.formatted(JWT))).doesNotContain("c2lnb", "eyJ");
                }));
  }

  @Test
  void aQuoteInASecretDoesNotEndIt() {
    assertThat(SecretScan.shown("{\"password\":\"ab\\\"cdefgh\",\"b\":\"kept\"}"))
        .isEqualTo("{\"password\":\"[redacted]\",\"b\":\"kept\"}");
    assertThat(SecretScan.shown("{\"password\":\"ab\\\\\",\"b\":\"kept\"}"))
        .isEqualTo("{\"password\":\"[redacted]\",\"b\":\"kept\"}");
  }

  @Test
  void sealsAreToldFromTokens() {
    assertThat(SecretScan.shown("a " + JWE + " b " + JWT)).isEqualTo("a [sealed] b [redacted]");
    assertThat(SecretScan.shown("\"sealedSecret\":\"a.b.c.d.e\"")).contains("[sealed]");
  }

  @Test
  void proseAndOtherFieldsStay() {
    for (String text :
        List.of(
            "{\"tokenEndpoint\":\"https://login.example.com/oauth2/token\",\"secret\":true}",
            "The token ran out. A secret expires; basic words, bearer of news",
            "{\"generation\":3,\"scopes\":[\"orders.read\"]}",
            "1.2.3.4.5 eyJ one.two.three")) {
      assertThat(SecretScan.shown(text)).isSameAs(text);
    }
  }

  @Test
  void documentsAreRedactedByNameAndAsHeaders() {
    var shown =
        Redacted.of(
            EventJson.MAPPER.readTree(
                """
                {"secret":true,"pin_token":7,"timings":{"token":1.5},"credentials":{"user":"u1"},
                 "headers":[{"name":"X-Api-Key","value":"v1","secret":false},{"name":"Accept","value":"v2"}],
                 "secretHeaders":{"A":"a.b.c.d.e"},"list":[{"password":"p1"}],"t":"Bearer abcdefghijk"}
                """));
    assertThat(shown.toString())
        .isEqualTo(
            "{\"secret\":true,\"pin_token\":\"[redacted]\",\"timings\":{\"token\":1.5},"
                + "\"credentials\":\"[redacted]\",\"headers\":[{\"name\":\"X-Api-Key\","
                + "\"value\":\"[redacted]\",\"secret\":false},{\"name\":\"Accept\",\"value\":\"v2\"}],"
                + "\"secretHeaders\":\"[sealed]\",\"list\":[{\"password\":\"[redacted]\"}],"
                + "\"t\":\"Bearer [redacted]\"}");
  }

  @Test
  @DisplayName("I12: the work grows as the text does")
  void linear() {
    for (String unit :
        List.of(
            "eyJ", "eyJ.", "token ", "token:", "token\":\"", "\\", "token:\"\\", "Bearer ", ".")) {
      Growth.assertLinear(
          size -> {
            String text = unit.repeat(size / unit.length());
            return () -> {
              var _ = SecretScan.in(text);
            };
          },
          64 << 10);
    }
  }
}
