package io.atlas.console.action;

import io.atlas.console.controlplane.Problem;
import io.atlas.console.document.DurationText;
import io.atlas.console.frame.FormProblems;
import io.atlas.kit.problem.FieldError;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what the connection-service found at the form's fields, in the form's words. */
final class ActionProblems {

  /** Where an action is a part of what was sent. */
  private static final String DRAFT = "action.";

  /** What the connection-service names as an example of a URL, and what is one of an action's. */
  private static final String TOKEN_ENDPOINT = "https://login.example.com/oauth/token";

  private static final String TARGET = "https://api.example.com/orders";

  private ActionProblems() {}

  static void add(Problem problem, FormProblems problems) {
    add(problem.errors(), problems);
  }

  /** For where no field is beside them. */
  static List<String> words(List<FieldError> errors) {
    FormProblems problems = new FormProblems();
    add(errors, problems);
    return List.copyOf(problems.messages().values());
  }

  private static void add(List<FieldError> errors, FormProblems problems) {
    for (FieldError error : errors) {
      String path =
          error.field().startsWith(DRAFT) ? error.field().substring(DRAFT.length()) : error.field();
      ActionField at = field(path);
      if (at != null) {
        problems.add(at.param(), said(at, error.message()));
      } else if (path.startsWith(HeaderRows.FIELD)) {
        problems.add(HeaderRows.FIELD, header(path) + " " + error.message());
      } else {
        problems.add(path, path + " " + error.message());
      }
    }
  }

  /** Of {@code headers[1].value}: the second header's value. */
  private static String header(String path) {
    int from = path.indexOf('[') + 1;
    int to = path.indexOf(']');
    if (from == 0 || to - from < 1 || to - from > 3) {
      return "Header";
    }
    String number = path.substring(from, to);
    return number.chars().allMatch(Character::isDigit)
        ? "Header "
            + (Integer.parseInt(number) + 1)
            + (path.endsWith(".value") ? ", its value," : "")
        : "Header";
  }

  /** The field whose path is the longest that the error's begins with, or that begins with it. */
  private static @Nullable ActionField field(String path) {
    return Stream.of(ActionField.values())
        .filter(field -> below(path, field.path()) || below(field.path(), path))
        .max(Comparator.comparingInt(field -> below(path, field.path()) ? 1 : 0))
        .orElse(null);
  }

  private static boolean below(String path, String above) {
    return path.equals(above) || path.startsWith(above + ".") || path.startsWith(above + "[");
  }

  /** A duration's bounds as durations are typed. */
  private static String said(ActionField field, String message) {
    if (!field.path().endsWith("Ms")) {
      return field.label() + " " + message.replace(TOKEN_ENDPOINT, TARGET);
    }
    StringBuilder said = new StringBuilder(field.label());
    for (String word : message.replace("whole number", "duration").split(" ")) {
      said.append(' ').append(isNumber(word) ? DurationText.of(Long.parseLong(word)) : word);
    }
    return said.toString().replace("firstDelayMs", "“" + ActionField.FIRST_DELAY.label() + "”");
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty()
        && word.length() <= 15
        && word.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }
}
