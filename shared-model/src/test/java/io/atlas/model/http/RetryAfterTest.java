package io.atlas.model.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | 120",
        "0 | 0",
        "' 7 ' | 7",
        "'\"7\"' | 7",
        "+7 | 7",
        "1.5 | 1.5",
        "0.25 | 0.25",
        "Tue, 24 Nov 2026 12:00:30 GMT | 30",
        "Tuesday, 24-Nov-26 12:00:30 GMT | 30",
        "Tue Nov 24 12:00:30 2026 | 30",
        "Sat Dec  5 12:00:00 2026 | 950400",
        "Tue, 24 Nov 2026 12:00:30 UTC | 30",
        "Tue, 24 Nov 2026 12:00:30 UT | 30",
        "Tue, 24 Nov 2026 12:00:30 Z | 30",
        "Tue, 24 Nov 2026 12:00:30 | 30",
        "Tue, 24 Nov 2026 14:00:30 +0200 | 30",
        "Tue, 24 Nov 2026 07:00:30 -0500 | 30",
        "Mon, 24 Nov 2026 12:00:30 GMT | 30",
        "24 Nov 2026 12:00:30 GMT | 30",
        "tue, 24 nov 2026 12:00:30 gmt | 30",
        "Tue,  24  Nov  2026  12:00:30  GMT | 30",
        "Tue,24 Nov 2026 12:00:30 GMT | 30",
        "Tue, 24 November 2026 12:00:30 GMT | 30",
        "Tue, 24-Nov-2026 12:00:30 GMT | 30",
        "Tue, 24 Nov 2026 12:00:30.5 GMT | 30.5",
        "Tue, 24 Nov 2026 12:00:30.123456 GMT | 30.123456",
        "Tue, 24 Nov 2026 12:01 GMT | 60",
        "Tue, 24 Nov 2026 12:00:60 GMT | 60",
        "Tue, 24 Nov 2026 11:00:00 GMT | 0",
        "Sunday, 06-Nov-94 08:49:37 GMT | 0",
        "Sun Nov  6 08:49:37 1994 | 0",
        "2026-11-24T12:00:30Z | 30",
        "2026-11-24T13:00:30+01:00 | 30",
        "1795521660 | 60",
        "1795521660000 | 60",
        "1595521660 | 0"
      })
  void readsEveryFormOfRetryAfter(String value, double seconds) {
    assertThat(with(404, "Retry-After", value)).isEqualTo(seconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "31536001",
        "999999999",
        "99999999999999999999",
        "Thu, 24 Nov 2050 12:00:30 GMT",
        "9999-12-31T23:59:59Z"
      })
  void boundsWhatIsAbsurd(String value) {
    assertThat(with(503, "Retry-After", value)).isEqualTo(RetryAfter.LONGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "-5",
        "-0.5",
        "1e3",
        "0x10",
        "1,5",
        "1.2.3",
        ".",
        "٣",
        "120 seconds",
        "Tue, 31 Feb 2026 12:00:30 GMT",
        "Tue, 24 Nov 2026 25:00:30 GMT",
        "Tue, 24 Nov 2026 12:00:61 GMT",
        "Tue, 24 Nov 2026 12:00:30 CEST",
        "Tue, 24 Nov 2026",
        "Tue, 24 Nov 12:00:30 GMT",
        "Tue, Nov 2026 12:00:30 GMT",
        "Tue, 24 26 12:00:30 GMT",
        "Tue, 24 Nov 2026 12:00:30 GMT, Tue, 24 Nov 2026 12:00:30 GMT",
        "12:00:30",
        "2026-11-24T12:00:30",
        "2026-11-24",
        "Tue, 24 Nov 99999999999 12:00:30 GMT"
      })
  void ignoresWhatCannotBeUnderstood(String value) {
    assertThat(with(503, "Retry-After", value)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "429 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 60 | 60",
        "403 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795521660 | 60",
        "403 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795521660000 | 60",
        "403 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795521660.5 | 60.5",
        "403 | x-ratelimit-remaining: 0; x-ratelimit-reset: 2026-11-24T12:01:00Z | 60",
        "403 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: Tue, 24 Nov 2026 12:01:00 GMT | 60",
        "503 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1595521660 | 0",
        "429 | X-Rate-Limit-Remaining: 0; X-Rate-Limit-Reset: 1795521660 | 60",
        "429 | RateLimit-Remaining: 0; RateLimit-Reset: 60 | 60",
        "429 | X-RateLimit-Remaining: 0; X-RateLimit-Reset-After: 1.25; X-RateLimit-Reset: 60 | 1.25",
        "429 | RateLimit-Reset: 60 | 60",
        "429 | X-RateLimit-Remaining: -1; X-RateLimit-Reset: 60 | 60",
        "403 | X-RateLimit-Remaining: -1; X-RateLimit-Reset: 60 | -",
        "403 | X-RateLimit-Reset: 60 | -",
        "403 | X-RateLimit-Remaining: 1; X-RateLimit-Reset: 60 | -",
        "429 | X-RateLimit-Remaining: 1; X-RateLimit-Reset: 60 | -",
        "429 | X-RateLimit-Remaining: many; X-RateLimit-Reset: 60 | -",
        "429 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: -60 | -",
        "429 | X-RateLimit-Remaining: 0 | -",
        "404 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 60 | -",
        "400 | RateLimit: \"default\";r=0;t=60 | -",
        "429 | RateLimit: \"default\";r=0;t=60 | 60",
        "429 | RateLimit: \"burst\";r=9;t=1, \"a,b;c\";r=0;t=60, \"day\";r=0;t=7 | 60",
        "403 | RateLimit: limit=100, remaining=0, reset=60 | 60",
        "429 | RateLimit: limit=100, remaining=3, reset=60 | -",
        "429 | RateLimit: \"hour\";r=0; RateLimit-Policy: \"hour\";q=100;w=3600 | 3600",
        "429 | RateLimit: \"default\";r=5;t=60 | -",
        "429 | RateLimit: \"unclosed;r=0;t=60 | -",
        "429 | Retry-After: 5; X-RateLimit-Remaining: 0; X-RateLimit-Reset: 60 | 5",
        "429 | Retry-After: soon; X-RateLimit-Remaining: 0; X-RateLimit-Reset: 60 | 60",
        "409 | retry-after-ms: 1500; Retry-After: 2 | 1.5",
        "429 | retry-after-ms: -1; Retry-After: 2 | 2",
        "429 | '' | -"
      })
  void readsRateLimitsWhereTheyExplainTheStatus(
      int status, String headers, @Nullable Double seconds) {
    assertThat(RetryAfter.of(status, headers(headers)::get, NOW))
        .isEqualTo(seconds == null ? null : seconds(seconds));
  }

  @Test
  void yearsOfTwoDigitsAreTheNearest() {
    assertThat(HttpDate.parse("Tuesday, 24-Nov-76 12:00:00 GMT", NOW))
        .isEqualTo(Instant.parse("2076-11-24T12:00:00Z"));
    assertThat(HttpDate.parse("Tuesday, 24-Nov-77 12:00:00 GMT", NOW))
        .isEqualTo(Instant.parse("1977-11-24T12:00:00Z"));
    assertThat(
            HttpDate.parse(
                "Tuesday, 24-Nov-05 12:00:00 GMT", Instant.parse("2098-01-01T00:00:00Z")))
        .isEqualTo(Instant.parse("2105-11-24T12:00:00Z"));
  }

  @Property
  void neverThrowsAndStaysWithinItsBounds(@ForAll int status, @ForAll String text) {
    Duration wait = RetryAfter.of(status, _ -> text, NOW);
    assertThat(wait == null || (!wait.isNegative() && wait.compareTo(RetryAfter.LONGEST) <= 0))
        .isTrue();
  }

  @Property
  void numbersNeverThrow(@ForAll long number, @ForAll boolean decimal) {
    String text = decimal ? number + ".5" : String.valueOf(number);
    Duration wait = RetryAfter.of(429, _ -> text, NOW);
    assertThat(wait == null || wait.compareTo(RetryAfter.LONGEST) <= 0).isTrue();
  }

  private static @Nullable Duration with(int status, String name, String value) {
    return RetryAfter.of(status, asked -> asked.equals(name) ? value : null, NOW);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static Map<String, String> headers(String lines) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines.split("; (?=[A-Za-z-]+: )")) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2).strip());
      }
    }
    return headers;
  }
}
