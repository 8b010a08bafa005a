package io.atlas.console.topic;

import java.util.Locale;

/** Numbers of bytes as a person reads them. */
final class Sizes {

  private static final long STEP = 1_000;

  private Sizes() {}

  /** Such as {@code 812 B}, {@code 1.2 MB}. */
  static String of(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double size = bytes;
    for (String unit : new String[] {"kB", "MB", "GB"}) {
      size /= STEP;
      if (size < STEP) {
        return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, unit);
      }
    }
    return String.format(Locale.ROOT, "%.1f TB", size / STEP);
  }
}
