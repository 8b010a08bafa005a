package io.atlas.model.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.seal.Secret;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I6: a secret is taken out of a text however it is written there")
class RedactionTest {

  /** All of the characters that some escape writes differently, and a long run without any. */
  private static final String AWKWARD = "k7/Q+x=&\"<'>\\ ~?é:%Zt0pL-w_9.Rr4mV2sXbN8";

  private static final String JWT =
      part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")
          + "."
          + part("{\"sub\":\"42\",\"n\":\"Zq7\"}")
          + ".c2lnbmF0dXJlLW9mLXRoZS10b2tlbi0xMjM0NTY";

  private static final Map<String, UnaryOperator<String>> WAYS =
      Map.ofEntries(
          Map.entry("plain", text -> text),
          Map.entry("URL", text -> URLEncoder.encode(text, UTF_8)),
          Map.entry("URL, %20", text -> url(text).replace("+", "%20")),
          Map.entry("URL, lower case", text -> lowerCaseEscapes(url(text))),
          Map.entry("URL, twice", text -> url(url(text))),
          Map.entry("JSON", text -> text.replace("\\", "\\\\").replace("\"", "\\\"")),
          Map.entry("JSON, \\/", text -> json(text).replace("/", "\\/")),
          Map.entry("JSON, \\u002f", text -> unicode(text, "\\u%04x")),
          Map.entry("JSON, \\u002F", text -> unicode(text, "\\u%04X")),
          Map.entry("JSON in JSON", text -> json(json(text))),
          Map.entry("HTML", RedactionTest::html),
          Map.entry("HTML, &#47;", text -> unicode(text, "&#%d;")),
          Map.entry("HTML, &#x2F;", text -> unicode(text, "&#x%X;")),
          Map.entry("base64", text -> base64("", text, "")),
          Map.entry("base64 behind 1", text -> base64("x", text, "yz")),
          Map.entry("base64 behind 2", text -> base64("xy", text, "")),
          Map.entry("base64 of user and secret", text -> base64("orders-client:", text, "!")),
          Map.entry(
              "base64 for URLs",
              text -> Base64.getUrlEncoder().encodeToString(("ab:" + text).getBytes(UTF_8))),
          Map.entry("base64 in JSON", text -> base64("x", text, "").replace("/", "\\/")),
          Map.entry("hex", text -> HexFormat.of().formatHex(text.getBytes(UTF_8))),
          Map.entry("HEX", text -> HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8))));

  private static Redaction forms(String secret) {
    return Redaction.of(new Secret(secret));
  }

  static Stream<Arguments> everySecretInEveryWay() {
    return Stream.of(AWKWARD, JWT, "s3cretKey", "0123456789abcdef0123456789abcdef", "a/b+c==")
        .flatMap(secret -> WAYS.keySet().stream().sorted().map(way -> Arguments.of(way, secret)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("everySecretInEveryWay")
  void noPieceOfItIsLeft(String way, String secret) {
    String written = WAYS.get(way).apply(secret);
    String text = "{\"error\":\"no such token: " + written + "\",\"at\":[1, 2]}";
    String clean = forms(secret).apply(text);
    assertThat(clean)
        .startsWith("{\"error\":\"no such token: ")
        .contains("[redacted]")
        .endsWith("\",\"at\":[1, 2]}");
    // Up to three characters at either end belong to what stands around it in base64.
    String middle = written.substring(written.length() / 3, written.length() * 2 / 3);
    assertThat(clean).doesNotContain(middle);
    assertThat(clean.length()).isLessThan(text.length() - written.length() + 45);
  }

  @Test
  void itsBeginningIsEnoughWhereTheRestWasCutOff() {
    String secret = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    assertThat(forms(secret).apply("Token 9f86d081884c7d659a2feaa0… is not known"))
        .isEqualTo("Token [redacted]… is not known");
    assertThat(forms(AWKWARD).apply("…Zt0pL-w_9.Rr4mV2sXbN8")).isEqualTo("…[redacted]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\\r\\n", "\\n"})
  void base64InLinesIsFoundWhereverALineEnds(String lineEnd) {
    String secret = "s3cretKeyOf40CharactersZq7RrXbN8mV2s-4t.";
    for (int before = 0; before < 76; before++) {
      String whole = base64("x".repeat(before), secret, "y".repeat(50));
      String inLines = whole.replaceAll("(.{76})(?=.)", "$1" + Matcher.quoteReplacement(lineEnd));
      String clean = forms(secret).apply("{\"echo\":\"" + inLines + "\"}");
      int middle = (before + secret.length() / 2) * 8 / 6;
      assertThat(clean)
          .as("%s characters before it", before)
          .startsWith("{\"echo\":\"")
          .contains("[redacted]")
          .endsWith("\"}");
      assertThat(clean.replace(lineEnd, ""))
          .doesNotContain(whole.substring(middle - 4, middle + 4));
    }
    String harmless = "a".repeat(76) + lineEnd + "b".repeat(76);
    assertThat(forms(secret).apply(harmless)).isSameAs(harmless);
  }

  @Test
  void ofAJwtItsPayloadAndSignatureAreSecretsAndItsHeadIsNone() {
    String[] parts = JWT.split("\\.");
    Redaction forms = forms(JWT);
    assertThat(forms.apply("payload " + parts[1])).isEqualTo("payload [redacted]");
    assertThat(forms.apply("signature " + parts[2])).isEqualTo("signature [redacted]");
    String other = parts[0] + "." + part("{\"iss\":\"somebody else\"}") + ".abcdefghijklmnopq";
    assertThat(forms.apply(other)).isEqualTo(other);
  }

  @Test
  void ofACredentialTheSchemeIsNoPart() {
    assertThat(forms("Bearer sk-live-4242").apply("Invalid key: sk-live-4242 (Bearer)"))
        .isEqualTo("Invalid key: [redacted] (Bearer)");
    assertThat(forms("Token token=\"sk-live-4242\"").apply("no token sk-live-4242"))
        .isEqualTo("no token [redacted]");
    String basic = "Basic " + base64("", "orders:pa55word", "");
    assertThat(forms(basic).apply("user orders, password pa55word"))
        .isEqualTo("user orders, password [redacted]");
  }

  @Test
  void whatACutLeavesOfItGoesToo() {
    for (String secret : List.of(AWKWARD, JWT)) {
      for (Map.Entry<String, UnaryOperator<String>> way : WAYS.entrySet()) {
        String whole = "x".repeat(100) + way.getValue().apply(secret);
        boolean enclosed = way.getKey().startsWith("base64 ");
        for (int cut = enclosed ? 125 : 104; cut < whole.length(); cut++) {
          assertThat(forms(secret).applyToCut(whole.substring(0, cut)))
              .as("%s, %s characters of it", way.getKey(), cut - 100)
              .contains("[redacted]")
              .hasSizeLessThan(100 + 35);
        }
      }
    }
    assertThat(forms(AWKWARD).applyToCut("x".repeat(50))).isEqualTo("x".repeat(50));
  }

  @Test
  void otherTextsStayAsTheyAre() {
    String text = "{\"id\":\"0123456789\",\"url\":\"https://example.com/a?b=c%2Fd\"}";
    assertThat(forms(AWKWARD).apply(text)).isSameAs(text);
    assertThat(forms(JWT).applyToCut(text)).isSameAs(text);
    assertThat(forms("").apply(text)).isSameAs(text);
    assertThat(Redaction.ofAll(List.of()).apply(text)).isSameAs(text);
  }

  @Test
  void severalSecretsAreScrubbedTogetherAndNoneIsPrinted() {
    Redaction both = Redaction.ofAll(List.of(forms("first-secret"), forms("second-secret")));
    assertThat(both.apply("first-secret, second-secret")).isEqualTo("[redacted], [redacted]");
    assertThat(both.toString()).doesNotContain("secret-").doesNotContain("first");
  }

  private static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }

  private static String base64(String before, String text, String behind) {
    return Base64.getEncoder().encodeToString((before + text + behind).getBytes(UTF_8));
  }

  private static String url(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String lowerCaseEscapes(String encoded) {
    return java.util.regex.Pattern.compile("%..")
        .matcher(encoded)
        .replaceAll(match -> match.group().toLowerCase(Locale.ROOT));
  }

  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Everything but letters and digits escaped. */
  private static String unicode(String text, String format) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c < 0x7F && (Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
      escaped.append(plain ? String.valueOf(c) : String.format(format, (int) c));
    }
    return escaped.toString();
  }
}
