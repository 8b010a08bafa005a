package io.atlas.console.action;

import io.atlas.console.controlplane.Problem;
import io.atlas.console.document.DurationText;
import io.atlas.console.frame.FormProblems;
import io.atlas.kit.problem.FieldError;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what the connection-service found at the form's fields, in the form's words. */
final class ActionProblems {

  private ActionProblems() {}

  static void add(Problem problem, FormProblems problems) {
    for (FieldError error : problem.errors()) {
      ActionField at = field(error.field());
      if (at != null) {
        problems.add(at.param(), said(at, error.message()));
      } else if (error.field().startsWith(HeaderRows.FIELD)) {
        problems.add(HeaderRows.FIELD, "Header " + error.message());
      } else {
        problems.add(error.field(), error.field() + " " + error.message());
      }
    }
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
      return field.label() + " " + message;
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
