package io.atlas.console.action;

import io.atlas.console.action.HeaderRows.HeaderRow;
import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import io.atlas.model.template.Variable;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** An input that has every variable an action's templates use, for a first try. */
final class SampleInput {

  private static final String INPUT = "input";

  private SampleInput() {}

  static String of(Document action) {
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    List<Variable> variables =
        Stream.concat(
                Stream.of("url", "body", "orderingKey").map(action::text),
                HeaderRows.of(action, true).stream().map(HeaderRow::value))
            .flatMap(template -> Variable.in(template).stream())
            .toList();
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
    boolean whole = variables.stream().anyMatch(variable -> variable.name().equals(INPUT));
    return whole && input.isEmpty() ? ActionForm.SAMPLE : input.toPrettyString();
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
