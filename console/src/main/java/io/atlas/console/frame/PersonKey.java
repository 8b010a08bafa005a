package io.atlas.console.frame;

import io.atlas.console.identity.Person;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Tells people apart in a browser's storage without naming them. */
final class PersonKey {

  private static final int BYTES = 12;

  private PersonKey() {}

  static String of(Person person) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(person.key().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
