package io.atlas.model.template;

/**
 * JavaScript, where it cannot be told what stands in a string, a regular expression or a comment:
 * so all of a text that is no letter and no digit is written as an escape (ECMA-262 section
 * 12.9.4), which ends none of them and is no operator outside of them.
 */
final class ScriptPosition implements Position {

  @Override
  public void follow(CharSequence written) {
    // Everywhere is the same.
  }

  @Override
  public String value(Object value) {
    String text = Written.scalar(value);
    if (!Written.isText(value)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == ' ');
      escaped.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return escaped.toString();
  }
}
