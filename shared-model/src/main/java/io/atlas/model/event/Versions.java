package io.atlas.model.event;

/**
 * Bounds of what counts changes and tokens. A topic may be written by others: a number near the end
 * of {@code long} would turn negative with the next change, and nobody would take that one.
 */
public final class Versions {

  /** No change and no clock comes near it; a record beyond it is nobody's of ours. */
  public static final long HIGHEST = 1L << 62;

  /** What is on a topic is outdone up to here, which leaves room for all that comes after it. */
  public static final long HIGHEST_OUTDONE = 1L << 61;

  private Versions() {}

  /**
   * @throws IllegalArgumentException where it is beyond {@link #HIGHEST}
   */
  public static long checked(long version) {
    if (version > HIGHEST) {
      throw new IllegalArgumentException("a version beyond all that can be");
    }
    return version;
  }
}
