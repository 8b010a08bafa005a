package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What looks like an accident of pasting; the secret is sent as it is all the same. */
final class SecretWarnings {

  private static final String ZERO_WIDTH = "\uFEFF\u200B\u200C\u200D\u2060";

  private SecretWarnings() {}

  static List<String> of(@Nullable Secret secret) {
    if (secret == null || secret.value().isEmpty()) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    String value = secret.value();
    if (!value.strip().equals(value)) {
      warnings.add("The Client Secret begins or ends with white space; it is sent as it is.");
    }
    if (value.chars().anyMatch(c -> ZERO_WIDTH.indexOf(c) >= 0)) {
      warnings.add("The Client Secret holds an invisible character; it is sent as it is.");
    }
    return warnings;
  }
}
