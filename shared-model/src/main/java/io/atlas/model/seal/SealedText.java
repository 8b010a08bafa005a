package io.atlas.model.seal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A secret that only the holder of a private key can open: a JWE in compact form. */
public record SealedText(@JsonValue String jwe) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SealedText {
    if (jwe == null || jwe.chars().filter(c -> c == '.').count() != 4) {
      throw new IllegalArgumentException("not a JWE in compact form");
    }
  }

  /** Tells that there is a seal, not what is under it. */
  @Override
  public String toString() {
    return "SealedText[" + jwe.length() + " characters]";
  }
}
