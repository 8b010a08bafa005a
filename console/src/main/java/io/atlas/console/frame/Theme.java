package io.atlas.console.frame;

import io.atlas.model.text.LowerCase;
import org.jspecify.annotations.Nullable;

/** Light, dark, or as the person's system has it. */
enum Theme {
  AUTO,
  LIGHT,
  DARK;

  static final String COOKIE = "atlas-theme";

  static Theme of(@Nullable String cookie) {
    for (Theme theme : values()) {
      if (theme.attribute().equals(cookie)) {
        return theme;
      }
    }
    return AUTO;
  }

  /** As it stands in the page's {@code data-bs-theme} and in the cookie. */
  public String attribute() {
    return LowerCase.ascii(name());
  }
}
