package io.atlas.console.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** The last row of a page: the next page starts after it. */
record Cursor(Instant firedAt, String executionId) {

  /** The end of the year 9999, in microseconds: PostgreSQL knows no time after 294276. */
  private static final long LATEST = 253_402_300_799_999_999L;

  String text() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, firedAt);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((micros + " " + executionId).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws IllegalArgumentException for what no page gave out
   */
  static Cursor of(String text) {
    String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    int space = decoded.indexOf(' ');
    if (space < 1 || !HistoryRow.isId(decoded.substring(space + 1))) {
      throw new IllegalArgumentException("not a cursor");
    }
    long micros = Long.parseLong(decoded.substring(0, space));
    if (micros < 0 || micros > LATEST) {
      throw new IllegalArgumentException("not a cursor");
    }
    return new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), decoded.substring(space + 1));
  }
}
