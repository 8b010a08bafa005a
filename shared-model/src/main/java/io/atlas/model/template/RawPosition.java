package io.atlas.model.template;

/** A body whose values stand as they are: plain text, and types that nothing is known of. */
final class RawPosition implements Position {

  @Override
  public void follow(CharSequence written) {
    // Everywhere is the same.
  }

  @Override
  public String value(Object value) {
    return Written.scalar(value);
  }
}
