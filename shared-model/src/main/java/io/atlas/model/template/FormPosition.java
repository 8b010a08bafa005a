package io.atlas.model.template;

import java.nio.charset.Charset;

/** {@code application/x-www-form-urlencoded}: percent-encoded in the body's charset. */
record FormPosition(Charset charset) implements Position {

  @Override
  public void follow(CharSequence written) {
    // Everywhere is the same.
  }

  @Override
  public String value(Object value) {
    return Place.percentEncoded(Written.scalar(value), charset);
  }
}
