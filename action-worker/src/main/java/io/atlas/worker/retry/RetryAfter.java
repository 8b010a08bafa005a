package io.atlas.worker.retry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The Retry-After header in both of its forms (RFC 9110 section 10.2.3). */
public final class RetryAfter {

  private static final int LONGEST_NUMBER = 9;

  private RetryAfter() {}

  /**
   * @return null where there is no usable value; zero for a date that has passed
   */
  public static @Nullable Duration parse(@Nullable String value, Instant now) {
    if (value == null || value.isBlank()) {
      return null;
    }
    String text = value.strip();
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(
          text.length() > LONGEST_NUMBER ? Integer.MAX_VALUE : Long.parseLong(text));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    } catch (DateTimeException noDate) {
      return null;
    }
  }
}
