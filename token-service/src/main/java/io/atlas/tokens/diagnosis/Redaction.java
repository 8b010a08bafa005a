package io.atlas.tokens.diagnosis;

import io.atlas.model.seal.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * Takes secrets out of texts: as they are, URL-encoded, either in base64 at any alignment, in
 * hexadecimal and JSON-escaped, and any piece of {@value #PIECE} characters of those (I6).
 * Immutable.
 */
public final class Redaction {

  private static final int PIECE = 8;
  private static final int SHORTEST = 3;
  private static final String MARK = "[redacted]";

  private final Set<String> pieces = new HashSet<>();

  /** Of these secrets; one below {@value #SHORTEST} characters cannot be told from other text. */
  public Redaction(Collection<Secret> secrets) {
    for (Secret secret : secrets) {
      forms(secret.value()).forEach(this::add);
    }
  }

  public String apply(String text) {
    BitSet secret = new BitSet(text.length());
    String folded = text.toLowerCase(Locale.ROOT);
    for (int start = 0; start < folded.length(); start++) {
      for (int length = SHORTEST; length <= PIECE && start + length <= folded.length(); length++) {
        if (pieces.contains(folded.substring(start, start + length))) {
          secret.set(start, start + length);
        }
      }
    }
    return secret.isEmpty() ? text : marked(text, secret);
  }

  private static String marked(String text, BitSet secret) {
    StringBuilder redacted = new StringBuilder(text.length());
    int at = 0;
    for (int start = secret.nextSetBit(0); start >= 0; start = secret.nextSetBit(at)) {
      redacted.append(text, at, start).append(MARK);
      at = secret.nextClearBit(start);
    }
    return redacted.append(text, at, text.length()).toString();
  }

  /** Longer forms by their pieces; a form that is no longer than a piece as a whole. */
  private void add(String form) {
    String folded = form.toLowerCase(Locale.ROOT);
    if (folded.length() >= SHORTEST && folded.length() <= PIECE) {
      pieces.add(folded);
    }
    for (int start = 0; start + PIECE <= folded.length(); start++) {
      pieces.add(folded.substring(start, start + PIECE));
    }
  }

  private static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new HashSet<>();
    forms.add(secret);
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    forms.add(form);
    forms.add(form.replace("+", "%20"));
    forms.add(URLEncoder.encode(form, StandardCharsets.UTF_8));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"));
    addBase64(bytes, forms);
    // As in an echo of the whole request body.
    addBase64(form.getBytes(StandardCharsets.UTF_8), forms);
    return forms;
  }

  private static void addBase64(byte[] bytes, Set<String> forms) {
    for (int before = 0; before < 3; before++) {
      String base64 = base64At(bytes, before);
      forms.add(base64);
      forms.add(base64.replace('+', '-').replace('/', '_'));
      forms.add(URLEncoder.encode(base64, StandardCharsets.UTF_8));
    }
  }

  /** Base64 of the bytes where others stand before and after: only what they alone determine. */
  private static String base64At(byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    int firstWhole = (before * 8 + 5) / 6;
    int wholeCharacters = shifted.length * 8 / 6;
    if (wholeCharacters <= firstWhole) {
      return "";
    }
    byte[] encoded = Base64.getEncoder().withoutPadding().encode(shifted);
    return new String(
        Arrays.copyOfRange(encoded, firstWhole, wholeCharacters), StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "Redaction[" + pieces.size() + " pieces]";
  }
}
