package io.atlas.bench.report;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person may set of a benchmark, as {@code --name value}; what was in force stands in the
 * results file. Not thread-safe.
 */
public final class Options {

  private final Map<String, String> given = new LinkedHashMap<>();
  private final Map<String, Object> inForce = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException where the arguments are no pairs
   */
  public Options(List<String> arguments) {
    if (arguments.size() % 2 != 0) {
      throw new IllegalArgumentException("options are pairs: --name value");
    }
    for (int i = 0; i < arguments.size(); i += 2) {
      if (!arguments.get(i).startsWith("--")) {
        throw new IllegalArgumentException("not an option: " + arguments.get(i));
      }
      given.put(arguments.get(i).substring(2), arguments.get(i + 1));
    }
  }

  public int number(String name, int otherwise) {
    String value = given.remove(name);
    int number = value == null ? otherwise : Integer.parseInt(value);
    inForce.put(name, number);
    return number;
  }

  public double fraction(String name, double otherwise) {
    String value = given.remove(name);
    double number = value == null ? otherwise : Double.parseDouble(value);
    inForce.put(name, number);
    return number;
  }

  /** In whole seconds. */
  public Duration seconds(String name, int otherwise) {
    return Duration.ofSeconds(number(name, otherwise));
  }

  /** In milliseconds. */
  public Duration millis(String name, int otherwise) {
    return Duration.ofMillis(number(name, otherwise));
  }

  /** Separated by commas. */
  public List<String> list(String name, String otherwise) {
    String value = given.remove(name);
    List<String> values =
        Arrays.stream((value == null ? otherwise : value).split(","))
            .map(String::trim)
            .filter(item -> !item.isEmpty())
            .toList();
    inForce.put(name, values);
    return values;
  }

  /** Separated by blanks. */
  public List<String> words(String name) {
    String value = given.remove(name);
    List<String> words = value == null ? List.of() : List.of(value.trim().split("\\s+"));
    inForce.put(name, words);
    return words;
  }

  /**
   * @throws IllegalArgumentException where something was given that nobody asked for
   */
  public void requireAllKnown() {
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown options " + given.keySet() + "; there are " + inForce.keySet());
    }
  }

  public Map<String, Object> inForce() {
    return inForce;
  }
}
