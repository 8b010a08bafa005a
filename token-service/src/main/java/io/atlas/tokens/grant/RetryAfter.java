package io.atlas.tokens.grant;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The Retry-After header in both its forms (RFC 9110 section 10.2.3), at most five minutes. */
final class RetryAfter {

  private static final Duration MOST = Duration.ofMinutes(5);

  /** RFC 1123 dates are in English whatever the machine's locale. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private RetryAfter() {}

  /** Null where there is none that can be understood. */
  static @Nullable Duration of(HttpAnswer answer, Clock clock) {
    String value = answer.header("retry-after");
    if (value == null) {
      return null;
    }
    String text = value.strip();
    if (text.matches("\\d{1,18}")) {
      return bounded(Duration.ofSeconds(Math.min(Long.parseLong(text), MOST.toSeconds())));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, HTTP_DATE);
      return bounded(Duration.between(clock.instant(), date.toInstant()));
    } catch (DateTimeException garbage) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MOST) > 0 ? MOST : wait;
  }
}
