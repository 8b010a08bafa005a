package io.atlas.connections.connection;

import io.atlas.connections.credentialtest.CredentialTests;
import io.atlas.connections.credentialtest.TestAllowance;
import io.atlas.connections.credentialtest.TestResponse;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import org.springframework.stereotype.Component;

/**
 * Whether a provider accepts a connection: at an address that may be reached, as often as may be.
 */
@Component
class ConnectionTrials {

  private final CredentialTests tests;
  private final EgressGuard egress;
  private final TestAllowance allowance;

  ConnectionTrials(CredentialTests tests, EgressGuard egress, TestAllowance allowance) {
    this.tests = tests;
    this.egress = egress;
    this.allowance = allowance;
  }

  /**
   * @throws ProblemException 422 where the provider did not accept it
   */
  CredentialTest.Result accepted(String id, ConnectionState state) {
    CredentialTest.Result result = tested(id, state);
    if (result.failure() != null) {
      throw TestResponse.refused(result.failure(), result.latencyMs());
    }
    return result;
  }

  CredentialTest.Result tested(String id, ConnectionState state) {
    return allowance.within(state.accountId(), () -> testedNow(id, state));
  }

  /** As it is stored, by the owner of its token. */
  CredentialTest.Result saved(String id, ConnectionState state) {
    return allowance.within(
        state.accountId(), () -> tests.askSaved(id, state.credentialsVersion()));
  }

  private CredentialTest.Result testedNow(String id, ConnectionState state) {
    return switch (egress.check(state.tokenEndpoint())) {
      case Verdict.Malformed(String reason) ->
          throw InvalidFieldsException.of("tokenEndpoint", "must " + reason);
      case Verdict.Blocked _ ->
          CredentialTest.Result.failed(0, CredentialFailure.of(CredentialCategory.BLOCKED_ADDRESS));
      case Verdict.Allowed _ -> ask(id, state);
      // What this host cannot resolve, the token-service may; it tells DNS otherwise.
      case Verdict.Unresolvable _ -> ask(id, state);
    };
  }

  private CredentialTest.Result ask(String id, ConnectionState state) {
    return tests.ask(deadline ->
        new CredentialTest(
            state.accountId(),
            id,
            state.credentialsVersion(),
            state.tokenEndpoint(),
            state.settings(),
            state.sealedSecret(),
            deadline));
  }
}
