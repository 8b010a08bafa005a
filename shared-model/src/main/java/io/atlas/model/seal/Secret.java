package io.atlas.model.seal;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A secret or token in the clear, which never shows itself: {@code toString} is redacted and JSON
 * leaves it out.
 */
public record Secret(@JsonIgnore String value) {

  public Secret {
    if (value == null) {
      throw new IllegalArgumentException("a secret has a value");
    }
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
