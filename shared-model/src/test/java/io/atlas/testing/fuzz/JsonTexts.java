package io.atlas.testing.fuzz;

import io.atlas.model.event.EventJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON (RFC 8259) from its grammar: deep, long, doubled, with numbers that no machine holds. */
public final class JsonTexts {

  private static final int LIKELY_DEPTH = 4;

  private static final Grammar<String> SCALARS =
      Grammar.weighted(4, strings())
          .or(3, numbers())
          .or(2, Grammar.of("true", "false", "null", "{}", "[]", "\"\""));

  private JsonTexts() {}

  /** Any value. */
  public static Grammar<String> values() {
    return Grammar.weighted(20, nested(LIKELY_DEPTH)).or(1, deep()).or(1, wide());
  }

  /** Values, of which most are changed in a place or two. */
  public static Grammar<String> mutatedValues() {
    return HostileText.mutated(values());
  }

  /**
   * Objects with all or some of these fields, each with a value that it likes or any other.
   *
   * @param fields name to values that are likely accepted
   */
  public static Grammar<String> objects(Map<String, Grammar<String>> fields) {
    List<String> names = List.copyOf(fields.keySet());
    Grammar<String> values = values();
    Grammar<String> member =
        random -> {
          String name = names.get(random.nextInt(names.size()));
          Grammar<String> likely = fields.getOrDefault(name, values);
          return quoted(name) + ":" + (random.nextInt(7) < 5 ? likely : values).make(random);
        };
    Grammar<String> others =
        random -> quoted(HostileText.runs().make(random)) + ":" + values.make(random);
    Grammar<String> all =
        random ->
            fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":" + field.getValue().make(random))
                .collect(Collectors.joining(",", "{", "}"));
    Grammar<String> some =
        Grammar.weighted(6, member).or(1, others).joined(0, 12, ",").map(text -> "{" + text + "}");
    return Grammar.oneOf(all, some);
  }

  /** A text as JSON, with its escapes. */
  public static String quoted(String text) {
    return EventJson.MAPPER.writeValueAsString(text);
  }

  public static Grammar<String> strings() {
    return HostileText.runs().map(JsonTexts::quoted);
  }

  public static Grammar<String> numbers() {
    return Grammar.<String>weighted(4, random -> String.valueOf(random.nextLong()))
        .or(2, random -> String.valueOf(random.nextGaussian() * 1e6))
        .or(
            3,
            Grammar.of(
                "0",
                "-0",
                "-1",
                "1e400",
                "-1e400",
                "1e-400",
                "1e999999999",
                "1E+2147483648",
                "0.1e-999999999",
                "9223372036854775808",
                "18446744073709551616",
                "1.0",
                "10.10",
                "NaN",
                "Infinity",
                "01",
                "+1",
                "1.",
                ".5",
                "1e",
                "0x10"))
        .or(1, Grammar.times(Grammar.numbers(1, 3_000), "9"::repeat))
        .or(1, Grammar.times(Grammar.numbers(1, 900), n -> "0." + "0".repeat(n) + "1"));
  }

  private static Grammar<String> nested(int depth) {
    if (depth == 0) {
      return SCALARS;
    }
    Grammar<String> inner = nested(depth - 1);
    Grammar<String> names =
        Grammar.weighted(5, Grammar.of("a", "b", "x", "id", "0", "")).or(2, HostileText.runs());
    Grammar<String> member = random -> quoted(names.make(random)) + ":" + inner.make(random);
    return Grammar.weighted(3, SCALARS)
        .or(2, member.joined(0, 4, ",").map(text -> "{" + text + "}"))
        .or(2, inner.joined(0, 4, ",").map(text -> "[" + text + "]"));
  }

  private static Grammar<String> deep() {
    return random -> {
      String open = Grammar.of("[", "{\"a\":", "[[],", "{\"a\":{},\"b\":").make(random);
      int depth = Grammar.of(10, 100, 499, 500, 501, 999, 1_000, 1_001, 5_000, 20_000).make(random);
      String close = random.nextBoolean() ? (open.startsWith("[") ? "]" : "}").repeat(depth) : "";
      return open.repeat(depth) + "1" + close;
    };
  }

  private static Grammar<String> wide() {
    return random -> {
      String value = Grammar.of("1", "[]", "{}", "\"\"", "null", "1e9999").make(random);
      int count = Grammar.of(100, 201, 5_000, 20_000).make(random);
      return random.nextBoolean()
          ? "[" + (value + ",").repeat(count) + value + "]"
          : IntStream.range(0, count)
              .mapToObj(i -> "\"n" + i + "\":" + value)
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  /** The text's tree; an empty object where it is no JSON. */
  public static JsonNode tree(String text) {
    try {
      return EventJson.MAPPER.readTree(text);
    } catch (JacksonException | NumberFormatException malformed) {
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
