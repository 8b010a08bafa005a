package io.atlas.console.document;

import io.atlas.model.text.LowerCase;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them, such as {@code 30 s}, {@code 2 min}, {@code 12 h}. */
public final class DurationText {

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)\\s*(ms|s|min|h|d)");

  /** Longest first. */
  private enum Unit {
    DAY("d", 86_400_000),
    HOUR("h", 3_600_000),
    MINUTE("min", 60_000),
    SECOND("s", 1_000),
    MILLISECOND("ms", 1);

    private final String symbol;
    private final long millis;

    Unit(String symbol, long millis) {
      this.symbol = symbol;
      this.millis = millis;
    }
  }

  private DurationText() {}

  /** In milliseconds; empty for what is no duration. */
  public static OptionalLong millis(String text) {
    Matcher matcher = TEXT.matcher(LowerCase.ascii(text.strip()));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.symbol.equals(matcher.group(2)))
        .mapToLong(unit -> number.multiply(BigDecimal.valueOf(unit.millis)).longValue())
        .findFirst();
  }

  /** In the longest unit that divides it; up to two days in hours. */
  public static String of(long millis) {
    for (Unit unit : Unit.values()) {
      boolean enough = millis >= unit.millis && millis % unit.millis == 0;
      if (enough && (unit != Unit.DAY || millis > 2 * unit.millis)) {
        return millis / unit.millis + " " + unit.symbol;
      }
    }
    return millis + " ms";
  }
}
