package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.problem.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a body so far, each fault once, in the order it was found. */
final class BodyErrors {

  private final Set<FieldError> errors = new LinkedHashSet<>();

  void add(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  /** Whether nothing was noted about the field, or about what is in it. */
  boolean accepts(String field) {
    return errors.stream()
        .noneMatch(error ->
            error.field().equals(field)
                || error.field().startsWith(field + "[")
                || error.field().startsWith(field + "."));
  }

  void throwAny() {
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(List.copyOf(errors));
    }
  }
}
