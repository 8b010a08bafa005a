package io.atlas.console.document;

/** Nothing can be made of what was typed; the message says what it must be. */
public final class UnreadableTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnreadableTextException(String message) {
    super(message);
  }

  /** Goes on after the field's label. */
  public String said() {
    return String.valueOf(getMessage());
  }
}
