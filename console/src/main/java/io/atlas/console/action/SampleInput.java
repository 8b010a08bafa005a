package io.atlas.console.action;

import io.atlas.console.controlplane.Action;
import io.atlas.model.event.EventJson;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** An input that has every variable an action's templates use, for a first try. */
final class SampleInput {

  private static final Pattern TAG =
      Pattern.compile("\\{\\{\\s*([#^/!]?)\\s*(input(?:\\.[\\w-]+)*)\\s*}}");

  private SampleInput() {}

  static String of(Action action) {
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    boolean whole = false;
    List<String> templates =
        Stream.concat(
                Stream.of(action.url(), action.body(), action.orderingKey()),
                action.headers().stream().map(Action.Header::value))
            .filter(Objects::nonNull)
            .toList();
    for (String template : templates) {
      Matcher tag = TAG.matcher(template);
      while (tag.find()) {
        String name = tag.group(2);
        whole |= name.equals("input");
        // An inverted section is a default: what it stands for may be missing.
        if (name.length() > "input.".length() && "#".contains(tag.group(1))) {
          boolean value = tag.group(1).isEmpty() && isJsonValue(template, tag.start());
          put(input, name.substring("input.".length()).split("\\."), value);
        }
      }
    }
    return whole && input.isEmpty() ? ActionForm.SAMPLE : input.toPrettyString();
  }

  /** Whether a tag there stands for a JSON value and not for a part of a text. */
  private static boolean isJsonValue(String template, int at) {
    String before = template.substring(0, at);
    boolean json = before.stripLeading().startsWith("{") || before.stripLeading().startsWith("[");
    long quotes =
        before.replace("\\\\", "").replace("\\\"", "").chars().filter(c -> c == '"').count();
    return json && quotes % 2 == 0;
  }

  private static void put(ObjectNode input, String[] path, boolean number) {
    ObjectNode object = input;
    for (int i = 0; i < path.length - 1; i++) {
      object = object.get(path[i]) instanceof ObjectNode known ? known : object.putObject(path[i]);
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
