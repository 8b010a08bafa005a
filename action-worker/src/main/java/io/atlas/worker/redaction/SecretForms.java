package io.atlas.worker.redaction;

import io.atlas.model.seal.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A secret as a target might echo it: plain, in base64 (both alphabets, without padding), and
 * URL-encoded. Never printed.
 */
public final class SecretForms {

  private static final String REDACTED = "[redacted]";

  /** The shortest piece at a cut end that counts as part of a secret. */
  private static final int SHORTEST_PIECE = 4;

  private final List<String> forms;

  private SecretForms(List<String> forms) {
    this.forms = forms;
  }

  public static SecretForms of(Secret secret) {
    String plain = secret.value();
    if (plain.isEmpty()) {
      return new SecretForms(List.of());
    }
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return new SecretForms(
        Stream.of(
                plain,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                URLEncoder.encode(plain, StandardCharsets.UTF_8),
                URLEncoder.encode(plain, StandardCharsets.UTF_8).replace("+", "%20"))
            .distinct()
            .toList());
  }

  public static SecretForms of(Collection<SecretForms> several) {
    List<String> all = new ArrayList<>();
    several.forEach(one -> all.addAll(one.forms));
    return new SecretForms(List.copyOf(all));
  }

  /** The text without any of the forms. */
  public String scrub(String text) {
    String clean = text;
    for (String form : forms) {
      if (clean.contains(form)) {
        clean = clean.replace(form, REDACTED);
      }
    }
    return clean;
  }

  /** {@link #scrub}, for a text that was cut off and may end in the beginning of a secret. */
  public String scrubCut(String text) {
    String clean = scrub(text);
    int cut = clean.length();
    for (String form : forms) {
      for (int piece = Math.min(form.length() - 1, clean.length());
          piece >= SHORTEST_PIECE;
          piece--) {
        if (clean.endsWith(form.substring(0, piece))) {
          cut = Math.min(cut, clean.length() - piece);
          break;
        }
      }
    }
    return cut == clean.length() ? clean : clean.substring(0, cut) + REDACTED;
  }

  @Override
  public String toString() {
    return "SecretForms[redacted]";
  }
}
