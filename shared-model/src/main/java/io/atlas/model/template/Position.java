package io.atlas.model.template;

import org.jspecify.annotations.Nullable;

/**
 * Where in a body the next value stands. Follows what is written, literal text and values alike, so
 * that sections need no thought; each character costs a constant number of steps. One a rendering,
 * not thread-safe.
 */
interface Position {

  /** Takes note of what was written. */
  void follow(CharSequence written);

  /**
   * The value as it is written here.
   *
   * @throws Place.Unfit where it would end the place it stands in
   */
  String value(Object value);

  /** A character that the body's charset lacks, written for here; null where there is no way to. */
  default @Nullable String reference(int codePoint) {
    return null;
  }
}
