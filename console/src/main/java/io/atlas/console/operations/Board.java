package io.atlas.console.operations;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows.
 *
 * @param parts what the figures are split by, most results first; empty where they are not
 * @param missing what could not be had, in words
 * @param notes what a reader of the figures has to know
 */
record Board(
    List<Tile> tiles,
    List<Chart> charts,
    List<Part> parts,
    List<String> missing,
    List<String> notes) {

  Board {
    tiles = List.copyOf(tiles);
    charts = List.copyOf(charts);
    parts = List.copyOf(parts);
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
  }

  static Board of(List<Tile> tiles, List<Chart> charts, List<String> notes) {
    return new Board(tiles, charts, List.of(), List.of(), notes);
  }

  /** This, and after it the other's; parts are this one's. */
  Board and(Board other) {
    return new Board(
        both(tiles, other.tiles),
        both(charts, other.charts),
        parts,
        both(missing, other.missing),
        both(notes, other.notes));
  }

  private static <T> List<T> both(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  static Board without(String missing) {
    return new Board(List.of(), List.of(), List.of(), List.of(missing), List.of());
  }

  /**
   * One of what the figures are split by, over all of the time.
   *
   * @param only the page of this one alone; null for none
   */
  record Part(
      String label,
      @Nullable String only,
      String success,
      @Nullable String slowest,
      List<Count> counts) {

    Part {
      counts = List.copyOf(counts);
    }
  }

  /**
   * @param href where the executions behind it are; null for nowhere
   */
  record Count(String label, String text, @Nullable String href) {}
}
