package io.atlas.console.controlplane;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, which may be shorter than asked for, even empty, and still have a next one.
 *
 * @param nextCursor null at the end
 * @param previousCursor null at the beginning
 */
public record Part<T>(List<T> items, @Nullable String nextCursor, @Nullable String previousCursor) {

  public Part {
    items = List.copyOf(items);
  }
}
