package io.atlas.testing.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Makes values by chance. jqwik's arbitraries, which shrink, make a nested value anew at each level
 * and came to 11 templates a second where this makes thousands; {@link Smaller} shrinks instead.
 */
@FunctionalInterface
public interface Grammar<T> {

  /** The same for the same state of the random numbers. */
  T make(Random random);

  static <T> Grammar<T> just(T value) {
    return _ -> value;
  }

  @SafeVarargs
  static <T> Grammar<T> of(T... values) {
    return random -> values[random.nextInt(values.length)];
  }

  static <T> Grammar<T> of(List<T> values) {
    return random -> values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  static <T> Grammar<T> oneOf(Grammar<? extends T>... grammars) {
    return random -> grammars[random.nextInt(grammars.length)].make(random);
  }

  /** From the first to the last, both included. */
  static Grammar<Integer> numbers(int first, int last) {
    return random -> first + random.nextInt(last - first + 1);
  }

  /** For what holds itself. */
  static <T> Grammar<T> lazy(Supplier<Grammar<T>> grammar) {
    return random -> grammar.get().make(random);
  }

  /** One that is chosen the more often the greater its weight is. */
  static <T> Weighted<T> weighted(int weight, Grammar<? extends T> grammar) {
    return new Weighted<T>(List.of(), List.of()).or(weight, grammar);
  }

  /** A choice by weight; not changed by adding to it. */
  record Weighted<T>(List<Integer> weights, List<Grammar<? extends T>> grammars)
      implements Grammar<T> {

    public Weighted<T> or(int weight, Grammar<? extends T> grammar) {
      List<Integer> moreWeights = new ArrayList<>(weights);
      moreWeights.add(weight);
      List<Grammar<? extends T>> more = new ArrayList<>(grammars);
      more.add(grammar);
      return new Weighted<>(moreWeights, more);
    }

    @Override
    public T make(Random random) {
      int at = random.nextInt(weights.stream().mapToInt(Integer::intValue).sum());
      int chosen = 0;
      while (at >= weights.get(chosen)) {
        at -= weights.get(chosen++);
      }
      return grammars.get(chosen).make(random);
    }
  }

  default <U> Grammar<U> map(Function<? super T, ? extends U> function) {
    return random -> function.apply(make(random));
  }

  default Grammar<List<T>> list(int least, int most) {
    return random -> {
      int size = least + random.nextInt(most - least + 1);
      List<T> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(make(random));
      }
      return list;
    };
  }

  /** So many in a row, as one text. */
  default Grammar<String> joined(int least, int most, String between) {
    return list(least, most)
        .map(list -> String.join(between, list.stream().map(String::valueOf).toList()));
  }

  /** A text of as many as the numbers say. */
  static Grammar<String> times(Grammar<Integer> numbers, IntFunction<String> text) {
    return numbers.map(text::apply);
  }
}
