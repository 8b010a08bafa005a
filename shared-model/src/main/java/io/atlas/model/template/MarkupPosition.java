package io.atlas.model.template;

import io.atlas.model.text.LowerCase;
import org.jspecify.annotations.Nullable;

/**
 * XML 1.0 and HTML. Escaped in text, quoted attributes and CDATA; elsewhere, in a tag, a comment, a
 * script, only a value of harmless characters may stand.
 */
final class MarkupPosition implements Position {

  private static final String CDATA = "![CDATA[";

  /** Those that matter are shorter. */
  private static final int LONGEST_NAME = 20;

  private enum State {
    TEXT,
    OPENING,
    TAG,
    QUOTED,
    COMMENT,
    CDATA,
    INSTRUCTION,
    DECLARATION,
    SCRIPT
  }

  private final boolean html;
  private State state = State.TEXT;
  private char quote;
  private boolean inSubset;

  /** The last characters, as many as an end mark has. */
  private final StringBuilder recent = new StringBuilder();

  /** What was read of a tag's opening, then its element's name. */
  private final StringBuilder element = new StringBuilder();

  private final StringBuilder attribute = new StringBuilder();
  private boolean nameEnded;

  MarkupPosition(boolean html) {
    this.html = html;
  }

  @Override
  public void follow(CharSequence written) {
    for (int i = 0; i < written.length(); i++) {
      follow(written.charAt(i));
    }
  }

  private void follow(char c) {
    recent.append(c);
    if (recent.length() > 16) {
      recent.deleteCharAt(0);
    }
    switch (state) {
      case TEXT -> {
        if (c == '<') {
          state = State.OPENING;
          element.setLength(0);
        }
      }
      case OPENING -> opening(c);
      case TAG -> tag(c);
      case QUOTED -> state = c == quote ? State.TAG : State.QUOTED;
      case COMMENT -> endAt("-->");
      case CDATA -> endAt("]]>");
      case INSTRUCTION -> endAt(html ? ">" : "?>");
      case DECLARATION -> {
        inSubset = c == '[' || (inSubset && c != ']');
        state = c == '>' && !inSubset ? State.TEXT : State.DECLARATION;
      }
      case SCRIPT -> {
        String end = "</" + element;
        int from = recent.length() - end.length();
        if (from >= 0 && LowerCase.ascii(recent.substring(from)).equals(end)) {
          element.insert(0, '/');
          tagBegins();
        }
      }
    }
  }

  private void endAt(String mark) {
    int from = recent.length() - mark.length();
    if (from >= 0 && recent.indexOf(mark, from) == from) {
      state = State.TEXT;
    }
  }

  /** After {@code <}: a tag, a comment, a CDATA section or a declaration. */
  private void opening(char c) {
    element.append(c);
    String begun = element.toString();
    if (begun.equals("!--")) {
      begin(State.COMMENT);
    } else if (begun.equals(CDATA) && !html) {
      begin(State.CDATA);
    } else if (begun.charAt(0) == '?') {
      begin(State.INSTRUCTION);
    } else if (begun.charAt(0) == '!') {
      if (!"!--".startsWith(begun) && (html || !CDATA.startsWith(begun))) {
        inSubset = false;
        state = c == '>' ? State.TEXT : State.DECLARATION;
      }
    } else if (c == '/' || c == '_' || c == ':' || Character.isLetter(c)) {
      tagBegins();
    } else {
      state = c == '<' ? State.OPENING : State.TEXT;
      element.setLength(0);
    }
  }

  /** Its end mark is not made of what came before. */
  private void begin(State next) {
    state = next;
    recent.setLength(0);
  }

  private void tagBegins() {
    state = State.TAG;
    nameEnded = false;
    attribute.setLength(0);
  }

  private void tag(char c) {
    if (c == '"' || c == '\'') {
      state = State.QUOTED;
      quote = c;
    } else if (c == '>') {
      String name = LowerCase.ascii(element.toString());
      boolean script = html && (name.equals("script") || name.equals("style"));
      state = script ? State.SCRIPT : State.TEXT;
      if (script) {
        element.setLength(0);
        element.append(name);
      }
    } else if (Character.isWhitespace(c) || c == '/') {
      nameEnded = true;
      attribute.setLength(0);
    } else if (nameEnded && attribute.length() < LONGEST_NAME) {
      attribute.append(c);
    } else if (!nameEnded && element.length() < LONGEST_NAME) {
      element.append(c);
    }
  }

  @Override
  public String value(Object value) {
    String text = Written.scalar(value);
    if (!text.codePoints().allMatch(MarkupPosition::isCharacter)) {
      throw new Place.Unfit("holds a control character, which XML and HTML cannot carry");
    }
    return switch (state) {
      case TEXT -> escaped(text, false);
      case QUOTED -> isCode() ? harmless(text, " _.,@:-") : escaped(text, true);
      case CDATA -> inCdata(text);
      case OPENING, TAG -> harmless(text, "_.:-");
      case INSTRUCTION, DECLARATION, SCRIPT -> harmless(text, " _.,@:-");
      case COMMENT -> {
        if (text.contains("--") || text.startsWith("-") || text.endsWith("-")) {
          throw new Place.Unfit("holds hyphens, which can end a comment");
        }
        yield harmless(text, " _.,@:-/+");
      }
    };
  }

  /** Attributes that a browser decodes and then runs. */
  private boolean isCode() {
    String name = LowerCase.ascii(attribute.toString());
    return html && (name.startsWith("on") || name.startsWith("style") || name.startsWith("srcdoc"));
  }

  private static String harmless(String text, String others) {
    if (!Written.consistsOf(text, others)) {
      throw new Place.Unfit(
          "stands in a tag, a comment or a script, where only letters, digits and some punctuation"
              + " may; put it into text or into a quoted attribute");
    }
    return text;
  }

  /** XML 1.0 section 2.2. */
  private static boolean isCharacter(int c) {
    return c >= ' ' ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
  }

  /**
   * A parser makes a line feed of a carriage return, and in attributes a space of each (XML 1.0
   * sections 2.11 and 3.3.3), unless they are references.
   */
  private static String escaped(String text, boolean attribute) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        case '\r' -> escaped.append("&#13;");
        case '\n' -> escaped.append(attribute ? "&#10;" : "\n");
        case '\t' -> escaped.append(attribute ? "&#9;" : "\t");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** No {@code ]]>} comes about, nor one with what stands before and after. */
  private static String inCdata(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case ']' -> escaped.append("]]]><![CDATA[");
        case '>' -> escaped.append(i == 0 ? "]]><![CDATA[>" : ">");
        case '\r' -> escaped.append("]]>&#13;<![CDATA[");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public @Nullable String reference(int codePoint) {
    String reference = "&#" + codePoint + ";";
    return switch (state) {
      case TEXT -> reference;
      case QUOTED -> isCode() ? null : reference;
      case CDATA -> "]]>" + reference + "<![CDATA[";
      case OPENING, TAG, COMMENT, INSTRUCTION, DECLARATION, SCRIPT -> null;
    };
  }
}
