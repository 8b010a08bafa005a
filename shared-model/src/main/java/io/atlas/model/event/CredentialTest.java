package io.atlas.model.event;

import io.atlas.model.seal.SealedText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings to try at the provider before they are saved; a value of {@code credential-tests}, keyed
 * by test id.
 *
 * @param connectionId allocated before the test, so that its grant can be adopted by the connection
 * @param credentialsVersion the version the settings will have once saved
 * @param deadline an answer after it is of no use
 */
public record CredentialTest(
    String accountId,
    String connectionId,
    long credentialsVersion,
    String tokenEndpoint,
    ConnectionSettings settings,
    @Nullable SealedText sealedSecret,
    Instant deadline) {

  public CredentialTest {
    if (accountId == null
        || connectionId == null
        || tokenEndpoint == null
        || settings == null
        || deadline == null) {
      throw new IllegalArgumentException("a test has all but a secret");
    }
  }

  /**
   * What became of a test; a value of {@code credential-test-results}, keyed by test id.
   *
   * @param expiresIn seconds, as the provider said; null where it said nothing usable
   * @param grantedScopes as the provider said, else the requested ones
   * @param warnings what works but will bite, in words
   * @param grant the token obtained, sealed to the workers; only of a test that may be adopted
   */
  public record Result(
      boolean ok,
      long latencyMs,
      @Nullable String tokenType,
      @Nullable Long expiresIn,
      List<String> grantedScopes,
      List<String> warnings,
      @Nullable CredentialFailure failure,
      TokenState.@Nullable Grant grant) {

    public Result {
      if (ok == (failure != null)) {
        throw new IllegalArgumentException("a result has a failure exactly when it is not ok");
      }
      grantedScopes = grantedScopes == null ? List.of() : List.copyOf(grantedScopes);
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    public static Result failed(long latencyMs, CredentialFailure failure) {
      return new Result(false, latencyMs, null, null, List.of(), List.of(), failure, null);
    }
  }
}
