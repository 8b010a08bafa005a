package io.atlas.model.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a server asks to wait, in this order: {@code retry-after-ms}, {@code Retry-After} (RFC
 * 9110 section 10.2.3), the {@code RateLimit} fields of the IETF draft in their three forms, {@code
 * X-RateLimit-*}. Pure; the time taken is linear in the headers' length, of which the first 1,000
 * characters count.
 */
public final class RetryAfter {

  /** Longer is a mistake; callers have bounds of their own. */
  public static final Duration LONGEST = Duration.ofDays(365);

  private static final int LONGEST_VALUE = 1_000;

  /** Seconds: 2001 as a date, 31 years as a wait. */
  private static final BigDecimal FIRST_EPOCH_SECOND = BigDecimal.valueOf(1_000_000_000L);

  /** Milliseconds: 1973; seconds: the year 5138. */
  private static final BigDecimal FIRST_EPOCH_MILLI = BigDecimal.valueOf(100_000_000_000L);

  private static final BigDecimal LAST_EPOCH_MILLI = BigDecimal.valueOf(100_000_000_000_000L);

  /** A count of what is left, and when it is full again. */
  private record Names(String remaining, List<String> reset) {}

  private static final List<Names> RATE_LIMITS =
      List.of(
          new Names("RateLimit-Remaining", List.of("RateLimit-Reset")),
          new Names(
              "X-RateLimit-Remaining", List.of("X-RateLimit-Reset-After", "X-RateLimit-Reset")),
          new Names("X-Rate-Limit-Remaining", List.of("X-Rate-Limit-Reset")));

  private RetryAfter() {}

  /** The first value of a response's header, whatever its case, or null. */
  @FunctionalInterface
  public interface Headers {
    @Nullable String first(String name);
  }

  /**
   * Rate-limit headers count with 403, 429 and 503 alone: any other response may just have used the
   * last of a quota. With 403 they must say that nothing is left.
   *
   * @return 0 to {@link #LONGEST}, 0 for a time that has passed; null where the server asks for no
   *     wait, or in a way that cannot be understood
   */
  public static @Nullable Duration of(int status, Headers headers, Instant now) {
    Duration asked = milliseconds(value(headers, "retry-after-ms"));
    if (asked == null) {
      asked = wait(value(headers, "Retry-After"), now);
    }
    boolean throttled = status == 429 || status == 503;
    if (asked != null || !(throttled || status == 403)) {
      return asked;
    }
    Duration structured =
        RateLimitHeader.wait(value(headers, "RateLimit"), value(headers, "RateLimit-Policy"));
    return structured != null ? bounded(structured) : untilReset(headers, throttled, now);
  }

  private static @Nullable Duration untilReset(Headers headers, boolean throttled, Instant now) {
    for (Names names : RATE_LIMITS) {
      if (used(value(headers, names.remaining()), throttled)) {
        for (String name : names.reset()) {
          Duration wait = wait(value(headers, name), now);
          if (wait != null) {
            return wait;
          }
        }
      }
    }
    return null;
  }

  /** Below 0 stands for "no limit" at some servers, which makes no sense where one throttles. */
  private static boolean used(String remaining, boolean throttled) {
    BigDecimal left = number(remaining);
    return left == null
        ? throttled && remaining.isEmpty()
        : left.signum() == 0 || (throttled && left.signum() < 0);
  }

  /** Seconds from now, seconds or milliseconds since 1970, or a date. */
  private static @Nullable Duration wait(String value, Instant now) {
    BigDecimal number = number(value);
    if (number == null) {
      Instant date = HttpDate.parse(value, now);
      return date == null ? null : bounded(Duration.between(now, date));
    }
    if (number.signum() < 0) {
      return null;
    }
    if (number.compareTo(FIRST_EPOCH_SECOND) < 0) {
      return bounded(millis(number.movePointRight(3)));
    }
    if (number.compareTo(LAST_EPOCH_MILLI) > 0) {
      return LONGEST;
    }
    BigDecimal epochMillis =
        number.compareTo(FIRST_EPOCH_MILLI) < 0 ? number.movePointRight(3) : number;
    return bounded(Duration.between(now, Instant.ofEpochMilli(epochMillis.longValue())));
  }

  private static @Nullable Duration milliseconds(String value) {
    BigDecimal number = number(value);
    return number == null || number.signum() < 0 ? null : bounded(millis(number));
  }

  private static Duration millis(BigDecimal number) {
    return Duration.ofMillis(number.min(BigDecimal.valueOf(LONGEST.toMillis())).longValue());
  }

  /** Null for what is no plain decimal of at most 40 characters. */
  static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= '0' && c <= '9') || c == '.' || (i == 0 && (c == '-' || c == '+'));
      if (!plain) {
        return null;
      }
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** Without the white space and quotes around it; empty where there is none. */
  private static String value(Headers headers, String name) {
    String raw = headers.first(name);
    if (raw == null) {
      return "";
    }
    String text = raw.substring(0, Math.min(raw.length(), LONGEST_VALUE)).strip();
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    boolean one = quoted && text.indexOf('"', 1) == text.length() - 1;
    return one ? text.substring(1, text.length() - 1).strip() : text;
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
