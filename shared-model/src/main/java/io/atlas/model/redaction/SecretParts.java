package io.atlas.model.redaction;

import io.atlas.model.text.LowerCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What in a secret is a secret by itself. Pure functions, linear. */
final class SecretParts {

  /** Shorter ones cannot be told from other text. */
  private static final int SHORTEST = 3;

  /** A line of a key, or what follows the scheme of a credential. */
  private static final int SHORTEST_PART = 8;

  /** Of a password in Basic credentials (RFC 7617). */
  private static final int SHORTEST_PASSWORD = 4;

  private static final int SHORTEST_JWT_PART = 16;

  /** As often as a text is unescaped. */
  private static final int ROUNDS = 3;

  private SecretParts() {}

  /**
   * @param from the offset before which nothing is secret
   */
  @SuppressWarnings("ArrayRecordComponent") // never shared or compared
  record Part(byte[] bytes, int from) {}

  static List<Part> of(String secret) {
    List<Part> parts = new ArrayList<>();
    add(secret, parts);
    if (secret.indexOf('\n') >= 0) {
      secret
          .lines()
          .filter(line -> line.strip().length() >= SHORTEST_PART)
          .forEach(line -> add(line.strip(), parts));
    }
    String credentials = credentials(secret);
    if (credentials.length() >= SHORTEST_PART) {
      add(credentials, parts);
      if (LowerCase.ascii(secret).startsWith("basic")) {
        addUserAndPassword(credentials, parts);
      }
    }
    return parts;
  }

  private static void add(String secret, List<Part> parts) {
    if (secret.length() < SHORTEST) {
      return;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    int head = jwtHead(secret);
    parts.add(new Part(bytes, head));
    byte[] normalised = Unescaping.normalised(secret, ROUNDS);
    if (normalised.length >= SHORTEST && normalised.length != bytes.length) {
      parts.add(new Part(normalised, 0));
    }
  }

  /**
   * The length of a JWT's head with its dot, which says nothing and is the same in many tokens; 0
   * where the secret is none.
   */
  private static int jwtHead(String secret) {
    int first = secret.startsWith("eyJ") ? secret.indexOf('.') : -1;
    int second = first < 0 ? -1 : secret.indexOf('.', first + 1);
    boolean jwt =
        second - first > SHORTEST_JWT_PART && secret.length() - second > SHORTEST_JWT_PART;
    return jwt ? first + 1 : 0;
  }

  /**
   * The credentials of a header's value such as {@code Bearer abc} or {@code Token token="abc"}.
   */
  private static String credentials(String secret) {
    int blank = secret.indexOf(' ');
    if (blank <= 0 || !secret.chars().limit(blank).allMatch(SecretParts::isTokenCharacter)) {
      return "";
    }
    String rest = secret.substring(blank).strip();
    int quote = rest.indexOf("=\"");
    String value =
        quote > 0 && rest.endsWith("\"") ? rest.substring(quote + 2, rest.length() - 1) : rest;
    return value.indexOf(' ') >= 0 ? "" : value;
  }

  private static boolean isTokenCharacter(int c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  private static void addUserAndPassword(String encoded, List<Part> parts) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      add(pair, parts);
      String password = pair.substring(pair.indexOf(':') + 1);
      if (password.length() >= SHORTEST_PASSWORD) {
        add(password, parts);
      }
    } catch (IllegalArgumentException notBase64) {
      // Then the value as a whole is the secret.
    }
  }
}
