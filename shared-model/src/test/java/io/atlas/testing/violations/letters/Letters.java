package io.atlas.testing.violations.letters;

import java.util.Locale;

final class Letters {

  private Letters() {}

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
