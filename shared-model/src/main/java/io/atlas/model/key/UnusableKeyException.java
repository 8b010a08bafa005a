package io.atlas.model.key;

/**
 * A key or certificate that cannot be used; the message says what to correct and quotes nothing.
 */
public final class UnusableKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnusableKeyException(String hint) {
    super(hint, null, false, false);
  }

  /** What to correct, in a sentence. */
  public String hint() {
    return String.valueOf(getMessage());
  }
}
