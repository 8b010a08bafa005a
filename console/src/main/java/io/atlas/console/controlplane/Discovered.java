package io.atlas.console.controlplane;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer's metadata says.
 *
 * @param authMethods those of ours that the issuer supports, the one to prefer first
 */
public record Discovered(
    @Nullable String issuer,
    String tokenEndpoint,
    List<String> authMethods,
    List<String> scopes,
    List<String> warnings) {

  public Discovered {
    authMethods = authMethods == null ? List.of() : List.copyOf(authMethods);
    scopes = scopes == null ? List.of() : List.copyOf(scopes);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }
}
