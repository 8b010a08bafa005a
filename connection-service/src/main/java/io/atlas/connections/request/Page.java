package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param nextCursor where the next part begins; null at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

  /**
   * Which part is asked for.
   *
   * @param below positions from here down, exclusive
   * @param limit 1 to 500
   */
  public record Request(long below, int limit) {

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 500;

    /**
     * @throws InvalidFieldsException where a parameter cannot be used
     */
    public static Request of(@Nullable String cursor, @Nullable String limit) {
      return new Request(
          cursor == null || cursor.isEmpty() ? Long.MAX_VALUE : position(cursor),
          limit == null || limit.isEmpty() ? DEFAULT_LIMIT : size(limit));
    }

    private static long position(String cursor) {
      try {
        return Long.parseLong(
            new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
      } catch (IllegalArgumentException foreign) {
        throw InvalidFieldsException.of("cursor", "must be a nextCursor of an earlier answer");
      }
    }

    private static int size(String limit) {
      try {
        int size = Integer.parseInt(limit);
        if (size >= 1 && size <= LARGEST_LIMIT) {
          return size;
        }
      } catch (NumberFormatException noNumber) {
        // Told below, as a number out of range is.
      }
      throw InvalidFieldsException.of("limit", "must be a number from 1 to " + LARGEST_LIMIT);
    }

    /** How many rows to read: one more than asked for tells whether there is a next part. */
    public int rows() {
      return limit + 1;
    }
  }

  /** Cuts the rows read to the part asked for. */
  public static <R, T> Page<T> of(
      Request request, List<R> rows, ToLongFunction<R> position, Function<R, T> item) {
    List<R> part = rows.size() > request.limit() ? rows.subList(0, request.limit()) : rows;
    String next = part.size() == rows.size() ? null : cursor(position.applyAsLong(part.getLast()));
    return new Page<>(part.stream().map(item).toList(), next);
  }

  private static String cursor(long position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Long.toString(position).getBytes(StandardCharsets.US_ASCII));
  }
}
