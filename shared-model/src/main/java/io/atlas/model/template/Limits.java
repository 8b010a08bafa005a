package io.atlas.model.template;

/**
 * How much a template and its input may make us do (I12). An author and a publisher choose both, so
 * each limit counts something that one of them could otherwise make grow without bound. Decision 7
 * has the measurements behind the numbers.
 */
final class Limits {

  /** Tags in one text. */
  static final int TAGS = 2_000;

  /** Sections within sections: Mustache's compiler and renderer recurse into them. */
  static final int DEPTH = 16;

  /** Characters in one tag. */
  static final int TAG_CHARACTERS = 512;

  /** Names in a path such as {@code input.a.b}. */
  static final int PATH_NAMES = 32;

  /**
   * Look-ups, rounds of sections and values written, in all texts of one request; a round of an
   * empty section writes nothing and counts all the same. 100,000 take 5 to 20 ms.
   */
  static final int STEPS = 100_000;

  static final int URL_CHARACTERS = 8_192;
  static final int HEADER_CHARACTERS = 8_192;

  /** All headers of a request together. */
  static final int HEADERS_CHARACTERS = 65_536;

  /** Twice the largest event, for a body that holds the input twice or escaped. */
  static final int BODY_BYTES = 2 << 20;

  /** An ordering key, and other texts that stand for themselves. */
  static final int TEXT_CHARACTERS = 8_192;

  /** Digits of a number that is written out; some targets expand an exponent, and so would we. */
  static final int NUMBER_DIGITS = 1_000;

  private Limits() {}
}
