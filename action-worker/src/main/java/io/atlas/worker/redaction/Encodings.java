package io.atlas.worker.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of a secret, and of what in it is a secret by itself; pure functions. */
final class Encodings {

  /** The beginning of a secret that is taken for it: too long to be there by chance. */
  private static final int TELLING = 16;

  /** Encoded, anything shorter would be found by chance. */
  private static final int SHORTEST_ENCODED = 6;

  /** A header's value such as {@code Bearer abc} or {@code Token token="abc"}. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("[A-Za-z][\\w-]*\\s+(?:\\w+=)?\"?([^\\s\"]{8,})\"?\\s*");

  /** Head, payload and signature; the head says nothing and is the same in many tokens. */
  private static final Pattern JWT =
      Pattern.compile("(eyJ[\\w-]+\\.)([\\w-]{16,})\\.([\\w-]{16,})");

  /** What escapes of URLs, JSON and HTML leave as it is. */
  private static final Pattern UNESCAPED = Pattern.compile("[A-Za-z0-9._-]+");

  private Encodings() {}

  static List<Form> of(String secret) {
    List<Form> forms = new ArrayList<>();
    for (String each : secretsIn(secret)) {
      written(each, forms);
      encoded(each, forms);
    }
    return forms;
  }

  private static List<String> secretsIn(String secret) {
    List<String> secrets = new ArrayList<>(List.of(secret));
    Matcher credentials = CREDENTIALS.matcher(secret);
    if (credentials.matches()) {
      secrets.add(credentials.group(1));
      if (secret.toLowerCase(Locale.ROOT).startsWith("basic")) {
        addUserAndPassword(credentials.group(1), secrets);
      }
    }
    return secrets;
  }

  private static void addUserAndPassword(String encoded, List<String> secrets) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      secrets.add(pair);
      String password = pair.substring(pair.indexOf(':') + 1);
      if (password.length() >= SecretForms.SHORTEST_PIECE) {
        secrets.add(password);
      }
    } catch (IllegalArgumentException notBase64) {
      // Then the value as a whole is the secret.
    }
  }

  private static void written(String secret, List<Form> forms) {
    Matcher jwt = JWT.matcher(secret);
    if (jwt.matches()) {
      forms.add(new Form.Literal(secret, jwt.end(1) + TELLING));
      forms.add(new Form.Literal(jwt.group(2), TELLING));
      forms.add(new Form.Literal(jwt.group(3), TELLING));
    } else if (UNESCAPED.matcher(secret).matches()) {
      forms.add(new Form.Literal(secret, TELLING));
    } else {
      escaped(secret, forms);
    }
  }

  /** Some characters of it are written differently in URLs, JSON and HTML. */
  private static void escaped(String secret, List<Form> forms) {
    String longestRun = "";
    Matcher runs = UNESCAPED.matcher(secret);
    while (runs.find()) {
      longestRun = runs.group().length() > longestRun.length() ? runs.group() : longestRun;
    }
    StringBuilder pattern = new StringBuilder();
    secret.codePoints().forEach(c -> pattern.append(inAnyWay(c)));
    forms.add(
        new Form.Written(
            Pattern.compile(pattern.toString()),
            beginning(longestRun, TELLING),
            runs.reset().lookingAt() ? beginning(runs.group(), SecretForms.SHORTEST_PIECE) : "",
            secret.length() * 12));
    if (longestRun.length() >= TELLING) {
      forms.add(new Form.Literal(longestRun, TELLING));
    }
  }

  /** A pattern for one character: encoded for a URL (once or more), for JSON, for HTML, or not. */
  private static String inAnyWay(int c) {
    String plain = Character.toString(c);
    if (UNESCAPED.matcher(plain).matches()) {
      return plain.replace(".", "\\.");
    }
    StringBuilder any = new StringBuilder("(?:");
    for (byte part : plain.getBytes(StandardCharsets.UTF_8)) {
      any.append("%(?:25)*(?i:").append(HexFormat.of().toHexDigits(part)).append(')');
    }
    any.append('|');
    for (int i = 0; i < plain.length(); i++) {
      any.append("\\\\+u(?i:").append(HexFormat.of().toHexDigits(plain.charAt(i))).append(')');
    }
    any.append("|&#0*").append(c).append(";|&#(?i:x0*").append(Integer.toHexString(c)).append(");");
    any.append(
        switch (c) {
          case '&' -> "|&amp;";
          case '<' -> "|&lt;";
          case '>' -> "|&gt;";
          case '"' -> "|&quot;";
          case '\'' -> "|&apos;";
          case ' ' -> "|\\+|%(?:25)*2[Bb]";
          default -> "";
        });
    return any.append("|\\\\*").append(Pattern.quote(plain)).append(')').toString();
  }

  /** In base64, of both alphabets and at each of its three alignments, and in hexadecimal. */
  private static void encoded(String secret, List<Form> forms) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SHORTEST_ENCODED) {
      return;
    }
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // Characters that hold bits of what stands before or behind the secret may be any.
      int from = before == 0 ? 0 : before + 1;
      int to = shifted.length % 3 == 0 ? text.length() : text.length() - 1;
      String certain = text.substring(from, to);
      written(certain, forms);
      if (certain.indexOf('+') >= 0 || certain.indexOf('/') >= 0) {
        forms.add(new Form.Literal(certain.replace('+', '-').replace('/', '_'), TELLING));
      }
    }
    String hex = HexFormat.of().formatHex(bytes);
    forms.add(new Form.Literal(hex, TELLING));
    forms.add(new Form.Literal(hex.toUpperCase(Locale.ROOT), TELLING));
  }

  private static String beginning(String text, int longest) {
    return text.substring(0, Math.min(text.length(), longest));
  }
}
