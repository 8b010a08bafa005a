package io.atlas.connections.problem;

import io.atlas.kit.problem.FieldError;
import java.util.List;

/** Fields of the request that cannot be used, every one of them: 400. */
public final class InvalidFieldsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  public InvalidFieldsException(List<FieldError> errors) {
    super(errors.size() + " invalid field(s): " + errors.stream().map(FieldError::field).toList());
    this.errors = List.copyOf(errors);
  }

  public static InvalidFieldsException of(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }

  List<FieldError> errors() {
    return errors;
  }
}
