package io.atlas.model.template;

import io.atlas.model.text.LowerCase;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * YAML 1.2, and what 1.1 reads otherwise: escaped within quotes, indented in block scalars, quoted
 * where it begins a value and could be more than one plain word; refused in the midst of one.
 */
final class YamlPosition implements Position {

  /** Where 1.1 reads a boolean or nothing in place of a text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  private static final String PLAIN = "_./@+-";
  private static final int LONGEST_HEADER_LINE = 1_024;

  private enum State {
    BARE,
    DOUBLE,
    SINGLE,
    COMMENT,
    BLOCK
  }

  private State state = State.BARE;

  /** Of the current line, without a comment; long ones are no headers of block scalars. */
  private final StringBuilder line = new StringBuilder();

  private boolean inWord;
  private boolean wordIsFirst;
  private int wordLength;
  private char wordBegin;
  private boolean wordIsDashes;
  private boolean afterBackslash;
  private boolean afterReturn;
  private char before = '\n';
  private int flow;
  private int indent;
  private boolean indenting = true;
  private int parentIndent;
  private boolean blockHasContent;

  @Override
  public void follow(CharSequence written) {
    for (int i = 0; i < written.length(); i++) {
      follow(written.charAt(i));
    }
  }

  private void follow(char c) {
    boolean second = c == '\n' && afterReturn;
    afterReturn = c == '\r';
    if (c == '\n' || c == '\r') {
      if (!second) {
        endLine();
      }
      before = '\n';
      return;
    }
    if (indenting && c == ' ') {
      indent++;
    } else if (indenting) {
      indenting = false;
      if (state == State.BLOCK && indent <= parentIndent) {
        state = State.BARE;
      }
    }
    switch (state) {
      case BARE -> bare(c);
      case DOUBLE -> {
        if (afterBackslash) {
          afterBackslash = false;
        } else if (c == '\\') {
          afterBackslash = true;
        } else if (c == '"') {
          state = State.BARE;
          inWord = true;
        }
      }
      // Two quotes are one in it: closed and opened again.
      case SINGLE -> {
        if (c == '\'') {
          state = State.BARE;
          inWord = true;
        }
      }
      case BLOCK -> blockHasContent |= !indenting;
      case COMMENT -> {}
    }
    if (state != State.COMMENT && line.length() <= LONGEST_HEADER_LINE) {
      line.append(c);
    }
    before = c;
  }

  private void bare(char c) {
    boolean apart = before == ' ' || before == '\t' || before == '\n';
    boolean begins = !inWord;
    boolean space = c == ' ' || c == '\t';
    if (!space) {
      wordIsFirst = apart ? begins : wordIsFirst;
      wordLength = apart ? 1 : wordLength + 1;
      wordBegin = apart ? c : wordBegin;
      wordIsDashes = c == '-' && (apart || wordIsDashes);
    }
    switch (c) {
      case ' ', '\t' -> inWord = inWord && !(before == ':' || isIndicator());
      case ':' -> inWord = flow == 0 || (before != '"' && before != '\'');
      case '#' -> {
        state = apart ? State.COMMENT : State.BARE;
        inWord |= !apart;
      }
      case '"' -> {
        state = begins ? State.DOUBLE : State.BARE;
        inWord = true;
      }
      case '\'' -> {
        // After a closed one it is the second of two.
        state = begins || before == '\'' ? State.SINGLE : State.BARE;
        inWord = true;
      }
      case '[', '{' -> {
        flow += begins ? 1 : 0;
        inWord = !begins;
      }
      case ']', '}' -> {
        boolean ends = flow > 0;
        flow -= ends ? 1 : 0;
        inWord = true;
      }
      case ',' -> inWord = flow == 0;
      default -> inWord = true;
    }
  }

  /** Whether what follows the word begins anew: {@code - }, {@code ? }, {@code !!str }. */
  private boolean isIndicator() {
    return wordIsFirst
        && ((wordLength == 1 && "-?".indexOf(wordBegin) >= 0)
            || (wordLength == 3 && wordIsDashes)
            || "!&".indexOf(wordBegin) >= 0);
  }

  private void endLine() {
    if (state == State.BARE || state == State.COMMENT) {
      state = State.BARE;
      if (flow == 0 && isBlockHeader()) {
        state = State.BLOCK;
        parentIndent = indentOfKey();
        blockHasContent = false;
      }
    }
    afterBackslash = false;
    inWord = false;
    line.setLength(0);
    indent = 0;
    indenting = true;
  }

  /** Whether the line ends in {@code |} or {@code >}, maybe with indicators (section 8.1.1). */
  private boolean isBlockHeader() {
    if (line.length() > LONGEST_HEADER_LINE) {
      return false;
    }
    String text = line.toString().strip();
    int end = text.length();
    while (end > 0 && "+-0123456789".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    if (end == 0 || (text.charAt(end - 1) != '|' && text.charAt(end - 1) != '>')) {
      return false;
    }
    String key = text.substring(0, end - 1);
    return key.isEmpty() || key.endsWith(": ") || key.equals("- ") || key.endsWith(" - ");
  }

  /** Column of the key that the block belongs to: behind {@code - } of lists it stands in. */
  private int indentOfKey() {
    int column = indent;
    while (line.length() > column + 2
        && (line.charAt(column) == '-' || line.charAt(column) == '?')
        && line.charAt(column + 1) == ' '
        && line.substring(column + 2).strip().length() > 1
        && !"|>".contains(line.substring(column + 2).strip().substring(0, 1))) {
      column += 2;
      while (line.charAt(column) == ' ') {
        column++;
      }
    }
    boolean top = line.toString().strip().indexOf(':') < 0 && column == 0;
    return top && !line.toString().startsWith("-") ? -1 : column;
  }

  @Override
  public String value(Object value) {
    return switch (state) {
      case BARE -> inWord ? word(Written.scalar(value)) : atStart(value);
      case DOUBLE -> {
        if (afterBackslash) {
          throw new Place.Unfit("must not follow a backslash");
        }
        yield printable(Written.withinString(Written.string(value)));
      }
      case SINGLE -> oneLine(Written.scalar(value)).replace("'", "''");
      case COMMENT -> oneLine(Written.scalar(value));
      case BLOCK -> inBlock(Written.scalar(value));
    };
  }

  private static String word(String text) {
    if (!Written.consistsOf(text, PLAIN + " ") || text.contains(" -")) {
      throw new Place.Unfit(
          "stands in a text without quotes and could be more than text; put it into \"…\"");
    }
    return text;
  }

  private static String atStart(Object value) {
    if (value instanceof JsonNode node && node.isContainer()) {
      return printable(Written.string(value));
    }
    String text = Written.scalar(value);
    boolean plain =
        !text.isEmpty()
            && Character.isLetter(text.codePointAt(0))
            && Written.consistsOf(text, PLAIN + " ")
            && !text.contains(" -")
            && text.equals(text.strip())
            && !WORDS.contains(LowerCase.ascii(text));
    return plain || !Written.isText(value) ? text : printable(Written.string(value));
  }

  private static String oneLine(String text) {
    if (Written.hasLineBreak(text) || Written.hasControl(text)) {
      throw new Place.Unfit("holds a line break or a control character; put it into \"…\"");
    }
    return text;
  }

  private String inBlock(String text) {
    String lines = text.replace("\r\n", "\n");
    boolean otherBreak =
        lines.chars().anyMatch(c -> c != '\n' && Written.isLineBreak(c))
            || Written.hasControl(text);
    if (otherBreak) {
      throw new Place.Unfit("holds a control character or a line break other than LF");
    }
    if (indenting && indent <= parentIndent) {
      throw new Place.Unfit("needs its block's indentation before it");
    }
    if (indenting && !blockHasContent && (lines.startsWith(" ") || lines.startsWith("\n"))) {
      throw new Place.Unfit("begins with white space, which would set the block's indentation");
    }
    long breaks = lines.chars().filter(c -> c == '\n').count();
    if (lines.length() + breaks * indent > Limits.BODY_BYTES) {
      throw new Place.Unfit("has too many lines to be indented");
    }
    return lines.replace("\n", "\n" + " ".repeat(indent));
  }

  /** Section 5.1: what JSON leaves as it is and YAML does not take. */
  private static String printable(String json) {
    StringBuilder printable = new StringBuilder(json.length());
    json.codePoints()
        .forEach(c -> {
          boolean shown =
              !(c >= 0x7F && c <= 0xA0) && !Written.isLineBreak(c) && c < 0xFFFE && c != 0xFEFF;
          if (shown || c > 0xFFFF) {
            printable.appendCodePoint(c);
          } else {
            printable.append(JsonPosition.escape(c));
          }
        });
    return printable.toString();
  }

  @Override
  public @Nullable String reference(int codePoint) {
    return state == State.DOUBLE ? JsonPosition.escape(codePoint) : null;
  }
}
