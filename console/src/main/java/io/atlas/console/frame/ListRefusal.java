package io.atlas.console.frame;

import io.atlas.kit.problem.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a list's address, in words. Pure functions. */
public final class ListRefusal {

  private ListRefusal() {}

  public static String of(List<FieldError> errors) {
    return errors.stream().map(ListRefusal::said).distinct().collect(Collectors.joining(" "));
  }

  private static String said(FieldError error) {
    return switch (error.field()) {
      case "cursor" ->
          "This address leads to no page of the list: it belongs to another search. Begin at the"
              + " first page.";
      case "q" -> "The search " + error.message() + ".";
      default -> label(error.field()) + " " + error.message() + ".";
    };
  }

  private static String label(String field) {
    return Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }
}
