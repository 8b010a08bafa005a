package io.atlas.connections.listing;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. It may hold fewer items than asked for, even none, and still have a next part:
 * each is read at a bounded cost.
 *
 * @param nextCursor where the next part begins; null at the end
 * @param previousCursor where the previous part ends; null at the beginning
 */
public record Part<T>(List<T> items, @Nullable String nextCursor, @Nullable String previousCursor) {

  <R> Part<R> with(List<R> others) {
    return new Part<>(others, nextCursor, previousCursor);
  }

  public <R> Part<R> map(Function<T, R> item) {
    return with(items.stream().map(item).toList());
  }
}
