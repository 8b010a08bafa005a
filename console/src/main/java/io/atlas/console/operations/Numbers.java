package io.atlas.console.operations;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Figures as a person reads them. Pure functions. */
final class Numbers {

  private Numbers() {}

  /** Whole numbers in full, others to three digits and no more: {@code 1,204}, {@code 8.25}. */
  static String text(double value) {
    return grouped(rounded(value));
  }

  static String text(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** The same for programs. */
  static String plain(double value) {
    return rounded(value).toPlainString();
  }

  /** Never more than there is: 99.999 % is not 100 %. */
  static String percent(long part, long whole) {
    return whole == 0
        ? "–"
        : grouped(
                plain(
                    BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), 2, RoundingMode.DOWN)))
            + " %";
  }

  private static BigDecimal rounded(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    double size = Math.abs(value);
    int digits = size == Math.rint(size) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return plain(exact.setScale(digits, RoundingMode.HALF_UP));
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static String grouped(BigDecimal number) {
    return String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
  }
}
