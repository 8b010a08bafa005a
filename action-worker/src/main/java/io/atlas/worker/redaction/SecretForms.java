package io.atlas.worker.redaction;

import io.atlas.model.seal.Secret;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets as a target might echo them: plain, percent-encoded, escaped in JSON or HTML, in base64
 * (on its own or within more, in one line or in many) and in hexadecimal; whole, or their
 * beginning. Nearly every text is free of them, which a few short probes tell; the forms themselves
 * are made when one of them is found, so that a token takes little memory. Never printed.
 * Immutable.
 */
public final class SecretForms {

  static final String REDACTED = "[redacted]";

  /** The shortest piece at a cut end that counts as part of a secret. */
  static final int SHORTEST_PIECE = 4;

  /**
   * Where base64 goes on in the next line, after 64 characters (PEM) or 76 (RFC 2045 section 6.8),
   * as it is or escaped in JSON.
   */
  private static final Pattern LINE_END =
      Pattern.compile("(?<=[\\w+/-]{40})(?:\r?\n|\\\\r\\\\n|\\\\n)(?=[\\w+/=-])");

  private static final SecretForms NONE = new SecretForms(List.of());

  private final List<Known> secrets;

  private SecretForms(List<Known> secrets) {
    this.secrets = secrets;
  }

  /**
   * One secret.
   *
   * @param probes one of them is in every text that holds the secret
   * @param heads what its forms begin with
   * @param shortest length of the probes
   */
  private record Known(Secret secret, List<String> probes, List<String> heads, int shortest) {

    static Known of(Secret secret) {
      Set<String> probes = new LinkedHashSet<>();
      Set<String> heads = new LinkedHashSet<>();
      for (Form form : Encodings.of(secret.value())) {
        probes.add(form.probe());
        heads.add(form.head());
      }
      return new Known(
          secret,
          List.copyOf(probes),
          List.copyOf(heads),
          probes.stream().mapToInt(String::length).min().orElse(0));
    }

    boolean mayBeIn(String text) {
      if (text.length() < shortest) {
        return false;
      }
      for (String probe : probes) {
        if (text.contains(probe)) {
          return true;
        }
      }
      return false;
    }

    boolean mayBeginIn(String text) {
      for (String head : heads) {
        if (text.contains(head)) {
          return true;
        }
      }
      return false;
    }
  }

  public static SecretForms of(Secret secret) {
    return secret.value().isEmpty() ? NONE : new SecretForms(List.of(Known.of(secret)));
  }

  public static SecretForms of(Collection<SecretForms> several) {
    return switch (several.size()) {
      case 0 -> NONE;
      case 1 -> several.iterator().next();
      default -> new SecretForms(several.stream().flatMap(one -> one.secrets.stream()).toList());
    };
  }

  /** The text without any of the forms. */
  public String scrub(String text) {
    String clean = inOneLineIfNeeded(text);
    for (Known known : secrets) {
      if (known.mayBeIn(clean)) {
        for (Form form : Encodings.of(known.secret().value())) {
          clean = form.redact(clean);
        }
      }
    }
    return clean;
  }

  /** {@link #scrub}, for a text that was cut off and may end in the beginning of a secret. */
  public String scrubCut(String cutOff) {
    String text = inOneLineIfNeeded(cutOff);
    int cut = text.length();
    for (Known known : secrets) {
      if (known.mayBeginIn(text)) {
        for (Form form : Encodings.of(known.secret().value())) {
          cut = Math.min(cut, form.beginsAtTheEndOf(text));
        }
      }
    }
    return cut == text.length() ? scrub(text) : scrub(text.substring(0, cut)) + REDACTED;
  }

  /** The text with its lines of base64 joined, where only that shows a secret. */
  private String inOneLineIfNeeded(String text) {
    if (secrets.isEmpty() || (text.indexOf('\n') < 0 && !text.contains("\\n"))) {
      return text;
    }
    Matcher lineEnds = LINE_END.matcher(text);
    if (!lineEnds.find()) {
      return text;
    }
    String joined = lineEnds.replaceAll("");
    return secrets.stream().anyMatch(known -> known.mayBeIn(joined)) ? joined : text;
  }

  @Override
  public String toString() {
    return "SecretForms[redacted]";
  }
}
