package io.atlas.bench.parallelconsumer;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the harness sets, from arguments such as {@code --bench.concurrency=256}. */
record Settings(
    String bootstrap,
    String group,
    String events,
    String results,
    String tokenEndpoint,
    int concurrency) {

  static Settings of(String... arguments) {
    Map<String, String> values =
        Arrays.stream(arguments)
            .map(argument -> argument.substring("--bench.".length()).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new Settings(
        required(values, "bootstrap"),
        required(values, "group"),
        required(values, "events"),
        required(values, "results"),
        required(values, "token-endpoint"),
        Integer.parseInt(required(values, "concurrency")));
  }

  private static String required(Map<String, String> values, String name) {
    return Objects.requireNonNull(values.get(name), "--bench." + name + " is missing");
  }
}
