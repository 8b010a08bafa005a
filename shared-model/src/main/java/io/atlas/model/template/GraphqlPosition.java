package io.atlas.model.template;

import org.jspecify.annotations.Nullable;

/**
 * A GraphQL document (October 2021, section 2.9.4): escaped within strings; outside of them a value
 * is one name or number, and never more of the document.
 */
final class GraphqlPosition implements Position {

  private enum State {
    DOCUMENT,
    STRING,
    BLOCK,
    COMMENT
  }

  private State state = State.DOCUMENT;
  private int quotes;
  private boolean afterBackslash;

  @Override
  public void follow(CharSequence written) {
    for (int i = 0; i < written.length(); i++) {
      follow(written.charAt(i));
    }
  }

  private void follow(char c) {
    switch (state) {
      case DOCUMENT -> {
        // "" is an empty string, """ opens a block.
        quotes = c == '"' ? quotes + 1 : 0;
        if (c == '"') {
          state = quotes == 3 ? State.BLOCK : State.STRING;
          quotes = state == State.BLOCK ? 0 : quotes;
        } else if (c == '#') {
          state = State.COMMENT;
        }
      }
      case STRING -> {
        if (afterBackslash) {
          afterBackslash = false;
        } else if (c == '\\') {
          afterBackslash = true;
        } else if (c == '"' || c == '\n') {
          state = State.DOCUMENT;
          quotes = quotes == 1 && c == '"' ? 2 : 0;
          return;
        }
        quotes = 0;
      }
      case BLOCK -> {
        boolean escaped = afterBackslash;
        afterBackslash = c == '\\';
        quotes = c == '"' && !escaped ? quotes + 1 : 0;
        if (quotes == 3) {
          state = State.DOCUMENT;
          quotes = 0;
        }
      }
      case COMMENT -> state = Written.isLineBreak(c) ? State.DOCUMENT : State.COMMENT;
    }
  }

  @Override
  public String value(Object value) {
    if (afterBackslash) {
      throw new Place.Unfit("must not follow a backslash");
    }
    return switch (state) {
      case STRING -> Written.withinString(Written.string(value));
      case DOCUMENT -> inDocument(value);
      case BLOCK -> {
        String text = Written.scalar(value);
        if (text.indexOf('"') >= 0 || text.indexOf('\\') >= 0 || Written.hasControl(text)) {
          throw new Place.Unfit(
              "holds a quote, a backslash or a control character, which can end a block string;"
                  + " put it into \"…\"");
        }
        yield text;
      }
      case COMMENT -> {
        String text = Written.scalar(value);
        if (Written.hasLineBreak(text)) {
          throw new Place.Unfit("holds a line break, which ends a comment");
        }
        yield text;
      }
    };
  }

  private static String inDocument(Object value) {
    String text = Written.scalar(value);
    boolean name =
        !text.isEmpty()
            && text.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '_'));
    if (Written.isText(value) && !name) {
      throw new Place.Unfit("is no single name or number; put it into \"…\"");
    }
    return text;
  }

  @Override
  public @Nullable String reference(int codePoint) {
    return state == State.STRING ? JsonPosition.escape(codePoint) : null;
  }
}
