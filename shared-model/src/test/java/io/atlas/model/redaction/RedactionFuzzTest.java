package io.atlas.model.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.seal.Secret;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I6, I12: any secret in any answer")
class RedactionFuzzTest {

  /** What is kept of an answer, and the longest secret that can be saved. */
  private static final int LONGEST_TEXT = 64 << 10;

  private static final int LONGEST_SECRET = 4 << 10;

  /** Decoded up to 64 times its size, as bytes with two positions each. */
  private static final long MOST_BYTES = 256 << 20;

  private static final int TELLING = 8;

  record Try(String secret, String text) {}

  @Test
  void isTakenOutWithinBounds() {
    Fuzz.of("redaction", tries())
        .allocating(MOST_BYTES)
        .replaying(
            RedactionFuzzTest.class,
            kept ->
                new Try(KeptInputs.text(kept.path("secret")), KeptInputs.text(kept.path("text"))))
        .run(RedactionFuzzTest::apply);
  }

  private static void apply(Try tried) {
    Secret secret = new Secret(tried.secret());
    for (Redaction redaction :
        List.of(Redaction.of(secret), Redaction.ofPieces(List.of(secret), 8))) {
      String whole = redaction.apply(tried.text());
      String cut = redaction.applyToCut(tried.text());
      // Half of a surrogate pair is written as a question mark wherever it goes.
      if (tried.secret().length() >= TELLING && isUnicode(tried.secret())) {
        assertThat(whole).doesNotContain(tried.secret());
        assertThat(cut).doesNotContain(tried.secret());
      }
    }
  }

  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Grammar<Try> tries() {
    Grammar<String> secrets = secrets();
    Grammar<String> texts = HostileText.texts();
    Grammar<List<Encoding>> encodings = Grammar.of(Encoding.values()).list(0, 3);
    return random -> {
      String secret = secrets.make(random);
      String encoded = secret;
      for (Encoding encoding : encodings.make(random)) {
        encoded = encoding.of(encoded);
      }
      return new Try(secret, cut(texts.make(random) + encoded + texts.make(random), LONGEST_TEXT));
    };
  }

  private static Grammar<String> secrets() {
    return Grammar.weighted(4, HostileText.runs())
        .or(3, HostileText.texts().map(text -> text.isEmpty() ? "." : text))
        .or(3, HostileText.ascii(60))
        .or(1, HostileText.words().map(word -> "Bearer " + word.repeat(4)))
        .or(1, HostileText.words().map(word -> "Basic " + base64("user:" + word)))
        .or(
            1,
            HostileText.words()
                .map(word -> "eyJ" + word + "." + word.repeat(9) + "." + word.repeat(9)))
        .map(text -> cut(text, LONGEST_SECRET));
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) : text;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private enum Encoding {
    URL,
    JSON,
    HTML,
    BASE64,
    BASE64_LINES,
    HEX,
    BACKSLASHES;

    String of(String text) {
      return switch (this) {
        case URL -> URLEncoder.encode(text, StandardCharsets.UTF_8);
        case JSON -> JsonTexts.quoted(text);
        case HTML -> text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&#34;");
        case BASE64 -> base64(text);
        case BASE64_LINES ->
            Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        case HEX -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        case BACKSLASHES -> text.replace("\\", "\\\\\\\\");
      };
    }
  }
}
