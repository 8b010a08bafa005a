package io.atlas.kit.csv;

/** What stands in tables for table programs, RFC 4180. */
public final class Csv {

  public static final String LINE_END = "\r\n";

  private Csv() {}

  /**
   * A cell, quoted where it has to be. Texts are chosen by others: what a table program would
   * compute is text after an apostrophe.
   */
  public static String cell(String text) {
    String harmless =
        !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + harmless.replace("\"", "\"\"") + '"'
        : harmless;
  }
}
