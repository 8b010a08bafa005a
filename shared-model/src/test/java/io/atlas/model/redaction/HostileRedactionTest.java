package io.atlas.model.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.seal.Secret;
import io.atlas.testing.Growth;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I6, I12: whatever a secret and an answer are, redaction is one pass")
class HostileRedactionTest {

  private static final List<UnaryOperator<String>> ENCODINGS =
      List.of(
          text -> URLEncoder.encode(text, UTF_8),
          text -> text.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"),
          text -> text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"),
          text -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)),
          text ->
              Base64.getUrlEncoder().withoutPadding().encodeToString(("x" + text).getBytes(UTF_8)),
          text -> HexFormat.of().formatHex(text.getBytes(UTF_8)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\", "%", "&#", "&#0", "&amp;", "\"", "a", "+", "%25", "\\u", "\\u005c", "=", "A", "\r\n",
        "&#x5c;", "ab", "\\\"", "YWFh", "6161", "%2", "é", "\u0130"
      })
  void workGrowsWithTheTextAndTheSecret(String unit) {
    Growth.assertLinear(
        size -> {
          Redaction redaction =
              Redaction.of(new Secret(unit.repeat(size / 16 / unit.length() + 1) + "x"));
          String text = "x" + unit.repeat(size / unit.length()) + "y";
          return () -> {
            redaction.apply(text);
            redaction.applyToCut(text);
          };
        },
        32_768);
  }

  @Test
  void backslashesAreFoundAmongBackslashes() {
    String text = "x" + "\\".repeat(100) + "y";
    assertThat(Redaction.of(new Secret("\\".repeat(40))).apply(text)).isEqualTo("x[redacted]y");
    assertThat(Redaction.of(new Secret("\\".repeat(4_000))).apply(text)).isEqualTo("x[redacted]y");
    assertThat(Redaction.of(new Secret("\\".repeat(4_000))).apply("\\".repeat(15)))
        .isEqualTo("\\".repeat(15));
  }

  @Property(tries = 400)
  void noChainOfEncodingsShowsASecret(
      @ForAll("chains") List<UnaryOperator<String>> chain, @ForAll long seed) {
    String secret = secret(new Random(seed));
    String written = secret;
    for (UnaryOperator<String> encoding : chain) {
      written = encoding.apply(written);
    }
    String clean = Redaction.of(new Secret(secret)).apply("{\"echo\": \"" + written + "\"}");
    assertThat(clean).contains("[redacted]").doesNotContain(written);
    String middle = written.substring(written.length() / 3, written.length() * 2 / 3);
    assertThat(clean).doesNotContain(middle);
  }

  @Property(tries = 200)
  void anyPieceIsTakenOutForWhoeverKnowsTheSecretWell(@ForAll long seed) {
    Random random = new Random(seed);
    String secret = secret(random);
    int from = random.nextInt(secret.length() - 8);
    String piece = secret.substring(from, from + 8);
    // In no secret, whichever way it is decoded; a space would be a plus.
    assertThat(Redaction.ofPieces(List.of(new Secret(secret)), 8).apply("~" + piece + "!"))
        .isEqualTo("~[redacted]!");
  }

  @Provide
  Arbitrary<List<UnaryOperator<String>>> chains() {
    return Arbitraries.of(ENCODINGS).list().ofMinSize(0).ofMaxSize(3);
  }

  private static String secret(Random random) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+&\"<\\%";
    StringBuilder secret = new StringBuilder();
    int length = 24 + random.nextInt(40);
    for (int i = 0; i < length; i++) {
      secret.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return secret.toString();
  }
}
