package io.atlas.model.template;

/**
 * Comma-separated values (RFC 4180): quotes doubled; a field is quoted where its value needs it.
 */
final class CsvPosition implements Position {

  /** Any of them separates somewhere; a quoted field may hold all. */
  private static final String SEPARATORS = ",;\t|";

  private final char separator;
  private boolean quoted;
  private boolean fieldBegins = true;
  private boolean afterQuote;

  CsvPosition(char separator) {
    this.separator = separator;
  }

  /** By the one separator that the first line has; where it has several, no field is known. */
  static CsvPosition of(String source) {
    String line = source.lines().findFirst().orElse("");
    int[] found = SEPARATORS.chars().filter(c -> line.indexOf(c) >= 0).toArray();
    return switch (found.length) {
      case 0 -> new CsvPosition(',');
      case 1 -> new CsvPosition((char) found[0]);
      default -> new CsvPosition('\n');
    };
  }

  @Override
  public void follow(CharSequence written) {
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (quoted) {
        quoted = c != '"';
        afterQuote = c == '"';
      } else {
        // A quote opens a field, or is the second of two within one; elsewhere it is a character.
        quoted = c == '"' && (fieldBegins || afterQuote);
        fieldBegins = c == separator || c == '\n' || c == '\r';
        afterQuote = false;
      }
    }
  }

  @Override
  public String value(Object value) {
    String text = Written.scalar(value);
    if (Written.hasControl(text)) {
      throw new Place.Unfit("holds a control character");
    }
    if (quoted) {
      return text.replace("\"", "\"\"");
    }
    if (!needsQuotes(text)) {
      return text;
    }
    if (!fieldBegins) {
      throw new Place.Unfit(
          "holds a separator, a quote or a line break, which would begin another field; put the"
              + " field into \"…\"");
    }
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static boolean needsQuotes(String text) {
    return text.chars().anyMatch(c -> c == '"' || SEPARATORS.indexOf(c) >= 0)
        || Written.hasLineBreak(text)
        || !text.equals(text.strip());
  }
}
