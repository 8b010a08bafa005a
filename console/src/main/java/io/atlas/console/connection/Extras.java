package io.atlas.console.connection;

import io.atlas.console.document.Document;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.model.provider.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The extra parameters of a token request: those that a provider's preset names have a field each,
 * the others stand in a text, a line each, {@code name=value}. What can't stand in a line, a secret
 * for instance, stays as it is.
 */
final class ExtraParameters {

  static final String FIELD = "extraParameters";

  /** Stands before the name of a parameter that has a field of its own. */
  static final String OWN = "parameters.";

  private ExtraParameters() {}

  static List<String> own(@Nullable Provider preset) {
    return preset == null
        ? List.of()
        : preset.fields().stream()
            .filter(Provider.Field::parameter)
            .map(Provider.Field::name)
            .toList();
  }

  /** The texts of all of their fields. */
  static Map<String, String> shown(Document document, @Nullable Provider preset) {
    Map<String, String> texts = new LinkedHashMap<>();
    List<String> own = own(preset);
    JsonNode parameters = parameters(document);
    for (String name : own) {
      texts.put(OWN + name, parameters.path(name).asString(""));
    }
    texts.put(
        FIELD,
        parameters.properties().stream()
            .filter(entry -> !own.contains(entry.getKey()) && fitsALine(entry))
            .map(entry -> entry.getKey() + "=" + entry.getValue().stringValue())
            .collect(Collectors.joining("\n")));
    return texts;
  }

  /**
   * @param typed the text of a field; null where the form does not have it
   * @throws UnreadableTextException for a line that is not {@code name=value}
   */
  static void lay(
      Document document, @Nullable Provider preset, Function<String, @Nullable String> typed) {
    JsonNode before = parameters(document);
    List<String> own = own(preset);
    String lines = typed.apply(FIELD);
    ObjectNode next = JsonNodeFactory.instance.objectNode();
    Map<String, String> named = lines == null ? Map.of() : read(lines);
    for (Map.Entry<String, JsonNode> entry : before.properties()) {
      boolean ofLines = lines != null && !own.contains(entry.getKey()) && fitsALine(entry);
      if (!ofLines) {
        next.set(entry.getKey(), entry.getValue());
      } else if (named.containsKey(entry.getKey())) {
        String value = named.get(entry.getKey());
        boolean same = entry.getValue().stringValue().strip().equals(value);
        next.set(entry.getKey(), same ? entry.getValue() : next.stringNode(value));
      }
    }
    named.forEach((name, value) -> {
      if (!next.has(name)) {
        next.put(name, value);
      }
    });
    for (String name : own) {
      String value = typed.apply(OWN + name);
      if (value != null && !value.equals(before.path(name).asString(""))) {
        if (value.isBlank()) {
          next.remove(name);
        } else {
          next.put(name, value.strip());
        }
      }
    }
    if (document.get(FIELD) != null || !next.isEmpty()) {
      document.put(FIELD, next);
    }
  }

  private static Map<String, String> read(String lines) {
    Map<String, String> parameters = new LinkedHashMap<>();
    lines
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> {
          int equals = line.indexOf('=');
          if (equals < 1) {
            throw new UnreadableTextException("has a line that is not name=value");
          }
          parameters.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        });
    return parameters;
  }

  private static boolean fitsALine(Map.Entry<String, JsonNode> parameter) {
    return parameter.getValue().isString()
        && parameter.getKey().indexOf('=') < 0
        && parameter.getKey().equals(parameter.getKey().strip())
        && parameter.getValue().stringValue().lines().count() <= 1;
  }

  private static JsonNode parameters(Document document) {
    JsonNode parameters = document.get(FIELD);
    return parameters == null ? JsonNodeFactory.instance.objectNode() : parameters;
  }
}
