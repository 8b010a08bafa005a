package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.provider.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of a token: as the provider said, else as requested (RFC 6749 section 5.1).
 *
 * @param warnings names requested scopes that are missing
 */
record GrantedScopes(List<String> scopes, List<String> warnings) {

  private static final int MOST = 100;

  static GrantedScopes of(
      @Nullable String said, ConnectionSettings settings, Optional<Provider> provider) {
    boolean comparable = provider.map(preset -> preset.scopes().comparable()).orElse(true);
    if (said == null || said.isBlank() || !comparable) {
      return new GrantedScopes(settings.scopes(), List.of());
    }
    List<String> granted =
        Arrays.stream(said.strip().split("[\\s,]+"))
            .filter(scope -> scope.matches("[\\x21-\\x7E]{1,200}"))
            .limit(MOST)
            .toList();
    List<String> missing = new ArrayList<>(settings.scopes());
    missing.removeAll(granted);
    // Entra's scope of everything is answered with the scopes it stands for.
    missing.removeIf(scope -> scope.endsWith("/.default"));
    return new GrantedScopes(
        granted,
        missing.isEmpty()
            ? List.of()
            : List.of("The provider did not grant: " + String.join(" ", missing) + "."));
  }
}
