package io.atlas.model.template;

/** JSON within something else, or in another charset than UTF-8; see {@link Place#JSON}. */
final class JsonPosition implements Position {

  private boolean inString;
  private boolean afterBackslash;

  @Override
  public void follow(CharSequence written) {
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (afterBackslash) {
        afterBackslash = false;
      } else if (inString && c == '\\') {
        afterBackslash = true;
      } else if (c == '"') {
        inString = !inString;
      }
    }
  }

  @Override
  public String value(Object value) {
    if (afterBackslash) {
      throw new Place.Unfit("must not follow a backslash");
    }
    String json = Written.json(value);
    return inString ? Written.withinString(json) : json;
  }

  /** All that is not ASCII stands in a string. */
  @Override
  public String reference(int codePoint) {
    return escape(codePoint);
  }

  /** RFC 8259 section 7: two escapes for what is beyond the basic plane. */
  static String escape(int codePoint) {
    StringBuilder escaped = new StringBuilder(12);
    for (char c : Character.toChars(codePoint)) {
      escaped.append(String.format("\\u%04X", (int) c));
    }
    return escaped.toString();
  }
}
