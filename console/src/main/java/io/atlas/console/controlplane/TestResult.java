package io.atlas.console.controlplane;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a credential test found out; nothing is stored by one. */
public record TestResult(
    boolean ok,
    @Nullable Long latencyMs,
    @Nullable String tokenType,
    @Nullable Long expiresIn,
    List<String> grantedScopes,
    List<String> warnings,
    Connection.@Nullable Failure failure) {

  public TestResult {
    grantedScopes = grantedScopes == null ? List.of() : List.copyOf(grantedScopes);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }
}
