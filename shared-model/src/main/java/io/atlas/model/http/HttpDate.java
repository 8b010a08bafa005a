package io.atlas.model.http;

import io.atlas.model.text.LowerCase;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A date in any form of RFC 9110 section 5.6.7 (IMF-fixdate, RFC 850, asctime), or of RFC 3339.
 * Tolerated: any weekday or none, case, white space, fractions of seconds, a leap second, {@code
 * UTC}, {@code UT}, {@code Z}, an offset such as {@code +0200} or no zone in place of {@code GMT}.
 */
final class HttpDate {

  private static final int LONGEST = 64;

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final List<String> WEEKDAYS =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private static final List<String> ZULU = List.of("gmt", "utc", "ut", "z");

  private int month;
  private int day = -1;
  private int year = -1;
  private @Nullable String time;
  private ZoneOffset offset = ZoneOffset.UTC;

  private HttpDate() {}

  /**
   * @param now years of two digits are those nearest to it
   * @return null for what is no date
   */
  static @Nullable Instant parse(String text, Instant now) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    try {
      return Character.isDigit(text.charAt(0)) && text.indexOf('T') == 10
          ? OffsetDateTime.parse(text).toInstant()
          : new HttpDate().read(text, now);
    } catch (DateTimeException | NumberFormatException noDate) {
      return null;
    }
  }

  private @Nullable Instant read(String text, Instant now) {
    StringTokenizer words = new StringTokenizer(LowerCase.ascii(text), " \t,");
    while (words.hasMoreTokens()) {
      if (!take(words.nextToken(), now)) {
        return null;
      }
    }
    String clock = time;
    return month == 0 || day < 0 || year < 0 || clock == null ? null : at(clock).toInstant(offset);
  }

  private boolean take(String word, Instant now) {
    if (word.isEmpty()) {
      return false; // "4-Nov-"
    }
    char first = word.charAt(0);
    if (word.indexOf(':') > 0 && isDigit(first)) {
      boolean another = time != null;
      time = word;
      return !another;
    }
    if (first == '+' || first == '-') {
      offset = ZoneOffset.of(word);
      return true;
    }
    int dash = word.indexOf('-');
    if (dash > 0) {
      int next = word.indexOf('-', dash + 1);
      return next > 0
          && take(word.substring(0, dash), now)
          && take(word.substring(dash + 1, next), now)
          && take(word.substring(next + 1), now);
    }
    return isDigit(first) ? number(word, now) : name(word);
  }

  private boolean number(String digits, Instant now) {
    int value = Integer.parseInt(digits);
    if (day < 0) {
      day = value;
      return true;
    }
    boolean another = year >= 0;
    year = digits.length() == 2 ? nearest(value, now) : value;
    return !another;
  }

  private boolean name(String word) {
    if (ZULU.contains(word)) {
      return true;
    }
    String start = word.substring(0, Math.min(3, word.length()));
    int known = MONTHS.indexOf(start);
    if (known >= 0 && month == 0) {
      month = known + 1;
      return true;
    }
    return WEEKDAYS.contains(start);
  }

  /** More than 50 years ahead means the past (RFC 9110 section 5.6.7). */
  private static int nearest(int twoDigits, Instant now) {
    int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
    int year = thisYear - Math.floorMod(thisYear, 100) + twoDigits;
    if (year > thisYear + 50) {
      return year - 100;
    }
    return year <= thisYear - 50 ? year + 100 : year;
  }

  private LocalDateTime at(String clock) {
    String[] parts = clock.split(":", 4);
    if (parts.length < 2 || parts.length > 3) {
      throw new DateTimeException("no time");
    }
    String[] seconds = parts.length == 2 ? new String[] {"0"} : parts[2].split("\\.", 2);
    int second = Integer.parseInt(seconds[0]);
    LocalDateTime whole =
        LocalDateTime.of(
                year,
                month,
                day,
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Math.min(second, 59))
            .plusSeconds(second == 60 ? 1 : 0);
    if (second > 60) {
      throw new DateTimeException("no second");
    }
    return seconds.length == 1 ? whole : whole.plusNanos(nanos(seconds[1]));
  }

  private static long nanos(String digits) {
    String nine = (digits + "000000000").substring(0, 9);
    return Integer.parseInt(nine);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
