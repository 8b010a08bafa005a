package io.atlas.console.frame;

/** Something in a program's request cannot be used; answered as 400 that names it. */
public final class UnusableParameterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the parameter, or the path of the body's field
   * @param message completes a sentence that starts with the field
   */
  public UnusableParameterException(String field, String message) {
    super(message);
    this.field = field;
  }

  String field() {
    return field;
  }
}
