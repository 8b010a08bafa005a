package io.atlas.console.topic;

import java.util.List;
import java.util.Set;

/** Which names say that a value is not to be shown; pure functions. */
final class SecretNames {

  /** Longer names are looked at from their end. */
  private static final int LONGEST = 80;

  /** Names of headers that results redact, and what people call credentials; without signs. */
  private static final List<String> ENDINGS =
      List.of(
          "authorization",
          "cookie",
          "dpop",
          "apikey",
          "token",
          "secret",
          "password",
          "passwd",
          "passphrase",
          "privatekey",
          "accesskey",
          "assertion",
          "credential",
          "credentials");

  private static final Set<String> SEALED_OBJECTS = Set.of("secretparameters", "secretheaders");

  private SecretNames() {}

  /** Such as {@code client_secret}, {@code X-Api-Key}, {@code accessToken}. */
  static boolean isSecret(CharSequence name) {
    String plain = plain(name);
    return ENDINGS.stream().anyMatch(plain::endsWith);
  }

  /** What holds a text that only its reader can open, such as {@code sealedSecret}. */
  static boolean isSealed(CharSequence name) {
    String plain = plain(name);
    return plain.startsWith("sealed") || SEALED_OBJECTS.contains(plain);
  }

  /** Letters and digits alone, in lower case. */
  private static String plain(CharSequence name) {
    StringBuilder plain = new StringBuilder();
    for (int i = Math.max(0, name.length() - LONGEST); i < name.length(); i++) {
      char each = name.charAt(i);
      if (each >= 'A' && each <= 'Z') {
        plain.append((char) (each + ('a' - 'A')));
      } else if ((each >= 'a' && each <= 'z') || (each >= '0' && each <= '9')) {
        plain.append(each);
      }
    }
    return plain.toString();
  }
}
