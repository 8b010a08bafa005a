package io.atlas.connections.credentialtest;

import io.atlas.connections.problem.ProblemException;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What a caller is told about a test: the result without its token.
 *
 * @param expiresIn seconds
 */
public record TestResponse(
    boolean ok,
    long latencyMs,
    @Nullable String tokenType,
    @Nullable Long expiresIn,
    List<String> grantedScopes,
    List<String> warnings,
    @Nullable CredentialFailure failure) {

  public static TestResponse of(CredentialTest.Result result) {
    return new TestResponse(
        result.ok(),
        result.latencyMs(),
        result.tokenType(),
        result.expiresIn(),
        result.grantedScopes(),
        result.warnings(),
        result.failure());
  }

  /** The refusal as a problem: what the provider said, what it means, what to do. */
  public static ProblemException refused(CredentialFailure failure, long latencyMs) {
    return new ProblemException(HttpStatus.UNPROCESSABLE_ENTITY, failure.code().summary())
        .with("code", failure.code())
        .with("providerError", failure.providerError())
        .with("providerErrorDescription", failure.providerErrorDescription())
        .with("hint", failure.hint())
        .with("latencyMs", latencyMs);
  }
}
