package io.atlas.console.status;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What is known of something now, or why it is not. */
public sealed interface Reading<T> {

  /**
   * It is known.
   *
   * @param at when it was looked at, by this console's clock
   */
  record Known<T>(T value, Instant at) implements Reading<T> {}

  /**
   * It is not known, or too old to be told.
   *
   * @param why in words for people
   */
  record Missing<T>(String why) implements Reading<T> {}

  default Optional<T> known() {
    return switch (this) {
      case Known<T>(T value, Instant _) -> Optional.of(value);
      case Missing<T> _ -> Optional.empty();
    };
  }

  /** Why it is missing; empty where it is not. */
  default String missing() {
    return switch (this) {
      case Known<T> _ -> "";
      case Missing<T>(String why) -> why;
    };
  }

  default <R> Reading<R> map(Function<T, R> change) {
    return switch (this) {
      case Known<T>(T value, Instant at) -> new Known<>(change.apply(value), at);
      case Missing<T>(String why) -> new Missing<>(why);
    };
  }
}
