package io.atlas.console.document;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A browser sends every line break of a text as CR and LF, whatever it was. Pure functions. */
public final class LineBreaks {

  private LineBreaks() {}

  /** With LF alone. */
  public static String plain(String text) {
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** As the text before had them: CR and LF where all of its were, else LF. */
  static String as(@Nullable JsonNode before, String typed) {
    String plain = plain(typed);
    String old = before == null ? "" : before.asString();
    boolean pairs = old.contains("\r\n") && plain(old).replace("\n", "\r\n").equals(old);
    return pairs ? plain.replace("\n", "\r\n") : plain;
  }
}
