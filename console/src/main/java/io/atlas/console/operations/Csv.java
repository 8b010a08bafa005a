package io.atlas.console.operations;

/** What a cell of a table for table programs may hold. */
final class Csv {

  static final String LINE_END = "\r\n";

  private Csv() {}

  /**
   * Names are chosen by tenants: what a table program would compute is text after an apostrophe.
   */
  static String cell(String text) {
    String harmless =
        !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + harmless.replace("\"", "\"\"") + '"'
        : harmless;
  }
}
