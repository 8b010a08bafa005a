package io.atlas.console.frame;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Names that tenants chose, for where an element of their own can't hold them: in sentences,
 * attributes and the entries of a drop-down. Elsewhere templates use {@code <bdi>}. In templates
 * {@code @bidi}.
 */
@Component("bidi")
public final class Bidi {

  private static final char FIRST_STRONG_ISOLATE = '\u2068';
  private static final char POP_ISOLATE = '\u2069';

  Bidi() {}

  /**
   * The name so that it changes the direction of nothing around it. Characters in it that would
   * (UAX #9, section 2) are shown as {@code �}; a name without a right-to-left letter stays as it
   * is.
   */
  public static String isolated(@Nullable String name) {
    if (name == null) {
      return "";
    }
    StringBuilder shown = new StringBuilder(name.length() + 2);
    name.chars().forEach(each -> shown.append(steers(each) ? '\ufffd' : (char) each));
    char[] characters = shown.toString().toCharArray();
    return java.text.Bidi.requiresBidi(characters, 0, characters.length)
        ? shown.insert(0, FIRST_STRONG_ISOLATE).append(POP_ISOLATE).toString()
        : shown.toString();
  }

  /** For templates. */
  public String of(@Nullable String name) {
    return isolated(name);
  }

  /** Marks, embeddings, overrides and isolates. */
  private static boolean steers(int character) {
    return character == '\u061c'
        || character == '\u200e'
        || character == '\u200f'
        || (character >= '\u202a' && character <= '\u202e')
        || (character >= '\u2066' && character <= '\u2069');
  }
}
