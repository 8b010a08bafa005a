package io.atlas.console.action;

import io.atlas.console.action.HeaderRows.HeaderRow;
import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import io.atlas.model.template.Variable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An input that has every variable an action's templates use, for a first try. */
final class SampleInput {

  private static final String INPUT = "input";

  private SampleInput() {}

  static String of(Document action) {
    List<Variable> variables = variables(action);
    ObjectNode input = with(variables);
    return usesAll(variables) && input.isEmpty() ? ActionForm.SAMPLE : input.toPrettyString();
  }

  /**
   * An input that nobody typed, with every variable that the templates use now and none that they
   * don't; what stays keeps its value. Unchanged where they use none, or the input as a whole.
   */
  static String following(String given, Document action) {
    List<Variable> variables = variables(action);
    ObjectNode wanted = with(variables);
    if (wanted.isEmpty() || usesAll(variables)) {
      return given;
    }
    try {
      return EventJson.WRITTEN_BY_PEOPLE.readTree(given) instanceof ObjectNode known
          ? keeping(known, wanted).toPrettyString()
          : given;
    } catch (JacksonException | NumberFormatException malformed) {
      return given;
    }
  }

  private static ObjectNode keeping(ObjectNode known, ObjectNode wanted) {
    ObjectNode next = EventJson.MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      JsonNode value = known.get(field.getKey());
      if (field.getValue() instanceof ObjectNode parts) {
        next.set(field.getKey(), value instanceof ObjectNode old ? keeping(old, parts) : parts);
      } else {
        next.set(field.getKey(), value == null ? field.getValue() : value);
      }
    }
    return next;
  }

  private static List<Variable> variables(Document action) {
    return Stream.concat(
            Stream.of("url", "body", "orderingKey").map(action::text),
            HeaderRows.of(action, true).stream().map(HeaderRow::value))
        .flatMap(template -> Variable.in(template).stream())
        .toList();
  }

  private static boolean usesAll(List<Variable> variables) {
    return variables.stream().anyMatch(variable -> variable.name().equals(INPUT));
  }

  private static ObjectNode with(List<Variable> variables) {
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    for (Variable variable : variables) {
      if (variable.name().startsWith(INPUT + ".")) {
        String[] path = variable.name().substring(INPUT.length() + 1).split("\\.");
        switch (variable.use()) {
          case VALUE -> put(input, path, variable.jsonValue());
          case SECTION -> put(input, path, false);
          case INVERTED -> {} // a default: what it stands for may be missing
        }
      }
    }
    return input;
  }

  private static void put(ObjectNode input, String[] path, boolean number) {
    ObjectNode object = input;
    for (int i = 0; i < path.length - 1; i++) {
      object = object.get(path[i]) instanceof ObjectNode known ? known : object.putObject(path[i]);
    }
    if (path.length == 0) {
      return; // nothing but dots
    }
    String name = path[path.length - 1];
    if (object.has(name)) {
      return;
    }
    if (number) {
      object.put(name, 1);
    } else {
      object.put(name, "example");
    }
  }
}
