package io.atlas.console.frame;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Times as a person reads them; in templates {@code @times}. */
@Component("times")
public final class TimeText {

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss.SSS 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter WHOLE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter WEEKDAY =
      DateTimeFormatter.ofPattern("EEEE, d MMMM", Locale.ENGLISH);
  private static final DateTimeFormatter WEEKDAY_OF_YEAR =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY_SECONDS = 24 * HOUR;

  private final Clock clock;

  TimeText(Clock clock) {
    this.clock = clock;
  }

  /** Such as {@code 5 min ago}, {@code in 2 h}, {@code now}; a date for what is far. */
  public String relative(@Nullable Instant time) {
    if (time == null) {
      return "";
    }
    long seconds = Duration.between(time, clock.instant()).toSeconds();
    if (Math.abs(seconds) < 1) {
      return "now";
    }
    if (Math.abs(seconds) >= 7 * DAY_SECONDS) {
      return DAY.format(time);
    }
    String span = span(Math.abs(seconds));
    return seconds > 0 ? span + " ago" : "in " + span;
  }

  /** Whether that was, rather than will be. */
  public boolean isOver(@Nullable Instant time) {
    return time != null && time.isBefore(clock.instant());
  }

  /** The day in UTC, such as {@code Today}, {@code Tuesday, 24 November}. */
  public String day(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (day.equals(today)) {
      return "Today";
    }
    if (day.equals(today.minusDays(1))) {
      return "Yesterday";
    }
    return (day.getYear() == today.getYear() ? WEEKDAY : WEEKDAY_OF_YEAR).format(day);
  }

  /** In UTC, such as {@code 24 Nov, 08:00:10}. */
  public String second(Instant time) {
    return SECOND.format(time);
  }

  /** To the second and with its year, for what is read in another one, too. */
  public String whole(Instant time) {
    return WHOLE.format(time);
  }

  /** To the millisecond, in UTC. */
  public String exact(@Nullable Instant time) {
    return time == null ? "" : EXACT.format(time);
  }

  /** Such as {@code 182 ms}, {@code 1.4 s}, {@code 3 min}. */
  public String duration(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return span(millis / 1_000);
  }

  private static String span(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min";
    }
    if (seconds < DAY_SECONDS) {
      return seconds / HOUR + " h";
    }
    long days = seconds / DAY_SECONDS;
    return days == 1 ? "1 day" : days + " days";
  }
}
