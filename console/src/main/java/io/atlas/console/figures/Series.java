package io.atlas.console.figures;

import java.util.List;

/**
 * Points of one action, connection, target or account.
 *
 * @param key its id or host; empty without a split, and with one for what has no connection or
 *     target
 */
public record Series(String key, List<Point> points) {

  /**
   * The key of what is not among the ten largest, or was not told apart when it was counted. No id
   * and no host has a space.
   */
  public static final String OTHERS = "all others";

  public Series {
    points = List.copyOf(points);
  }

  public boolean isOthers() {
    return key.equals(OTHERS);
  }

  public long fired() {
    return points.stream().mapToLong(Point::fired).sum();
  }

  /** How many attempts ended, whichever way. */
  public long results() {
    return points.stream().mapToLong(Point::results).sum();
  }
}
