package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.problem.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wrong with a body so far, each fault once, in the order it was found. As many as a form
 * may show are told: a body of a megabyte can hold ten thousand faults.
 */
final class BodyErrors {

  static final int MOST_TOLD = 100;

  /** In characters; names of further parameters are the caller's. */
  static final int LONGEST_NAME = 300;

  private final Set<FieldError> errors = new LinkedHashSet<>();
  private final NavigableSet<String> fields = new TreeSet<>();

  void add(String field, String message) {
    fields.add(field);
    if (errors.size() < MOST_TOLD) {
      errors.add(new FieldError(cut(field), message));
    }
  }

  private static String cut(String field) {
    if (field.length() <= LONGEST_NAME) {
      return field;
    }
    int end = Character.isHighSurrogate(field.charAt(LONGEST_NAME - 1)) ? 1 : 0;
    return field.substring(0, LONGEST_NAME - end) + "…";
  }

  /** Whether nothing was noted about the field, or about what is in it. */
  boolean accepts(String field) {
    return !fields.contains(field) && !hasPrefix(field + "[") && !hasPrefix(field + ".");
  }

  private boolean hasPrefix(String prefix) {
    String next = fields.ceiling(prefix);
    return next != null && next.startsWith(prefix);
  }

  void throwAny() {
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(List.copyOf(errors));
    }
  }
}
