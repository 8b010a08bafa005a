package io.atlas.tokens.diagnosis;

import io.atlas.model.redaction.Redaction;
import java.util.regex.Pattern;

/** A stranger's words made safe to show: no secret, markup or control character, bounded. */
final class DisplayText {

  /** Nobody reads on, so no more than this is looked at. */
  private static final int LOOKED_AT = 4_096;

  private static final Pattern MARKUP = Pattern.compile("<[^>]*>?");

  /** Control, format (bidirectional overrides among them), surrogate, private and unassigned. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private DisplayText() {}

  static String of(String text, int longest, Redaction redaction) {
    String start = text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
    String visible = INVISIBLE.matcher(start).replaceAll(" ");
    String redacted = redaction.apply(visible);
    String plain = MARKUP.matcher(redacted).replaceAll(" ").replace('<', ' ').replace('>', ' ');
    String oneLine = plain.replaceAll("\\s+", " ").strip();
    return oneLine.length() <= longest ? oneLine : oneLine.substring(0, longest - 1) + "…";
  }
}
