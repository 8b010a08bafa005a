package io.atlas.model.template;

/**
 * A template that cannot be compiled, or an input that it cannot be rendered with. The message is
 * for the action's author; it names variables but never holds their values.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  TemplateException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** Of the action: {@code url}, {@code headers[0].value}, {@code body} or {@code orderingKey}. */
  public String field() {
    return field;
  }

  /** The message alone; {@link #toString} has the field before it. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
