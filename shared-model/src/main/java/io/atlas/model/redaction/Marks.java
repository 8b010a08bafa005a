package io.atlas.model.redaction;

import java.util.BitSet;

/** Which characters of a text are not to be shown. Not thread-safe. */
final class Marks {

  private final String text;
  private final BitSet hidden = new BitSet();

  Marks(String text) {
    this.text = text;
  }

  int length() {
    return text.length();
  }

  /** The characters that a part of the view stands for. */
  void add(DecodedText view, int from, int to) {
    hidden.set(view.start(from), view.end(to - 1));
  }

  /** The text with a mark in place of what is hidden; the text itself where nothing is. */
  String applied(String mark) {
    if (hidden.isEmpty()) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length());
    int at = 0;
    for (int start = hidden.nextSetBit(0); start >= 0; start = hidden.nextSetBit(at)) {
      shown.append(text, at, start).append(mark);
      at = hidden.nextClearBit(start);
    }
    return shown.append(text, at, text.length()).toString();
  }
}
