package io.atlas.worker.execution;

import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.text.LowerCase;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.call.CallOutcome.Responded;
import io.atlas.worker.token.Authorization;

/** What a target's 401 says about what a token is bound to, in plain words. Pure. */
final class BindingDiagnoses {

  private BindingDiagnoses() {}

  /** The same ending, its hint about the binding where the target's refusal is. */
  static Ending explained(Ending ending, CallOutcome call, Authorization.Token token) {
    if (!(ending instanceof Ending.Failure failure)
        || !(call instanceof Responded response)
        || response.status() != 401) {
      return ending;
    }
    String said = LowerCase.ascii(response.headers("WWW-Authenticate"));
    String hint = hint(said, token, failure.diagnosis().hint());
    return new Ending.Failure(
        failure.category(),
        new Diagnosis(failure.diagnosis().summary(), hint),
        failure.retryAfter(),
        failure.retry());
  }

  private static String hint(String said, Authorization.Token token, String usual) {
    boolean proved = token.proof() != null;
    if (proved && said.contains("use_dpop_nonce")) {
      return "The target wants another nonce in the DPoP proof than the one it gave in DPoP-Nonce, or"
          + " gave none: look at the target's own DPoP settings.";
    }
    if (proved && said.contains("invalid_dpop_proof")) {
      return "The target does not accept the DPoP proof: its clock and the worker's differ, or it"
          + " knows itself by another URL than the action's, as it may behind a proxy.";
    }
    if (!proved && said.contains("dpop")) {
      return usual
          + " If the target takes tokens alone that are bound to a key, set the connection's token"
          + " binding to dpop.";
    }
    boolean aboutCertificate =
        said.contains("certificate") || said.contains("mtls") || said.contains("x5t");
    if (!aboutCertificate) {
      return usual;
    }
    return token.tls() != null && token.tls().withCertificate()
        ? usual
            + " The target may not see the connection's client certificate: TLS must end at the"
            + " target, or the proxy before it must pass the certificate on."
        : usual
            + " If the token is bound to a client certificate, set the connection's token binding to"
            + " mtls, with that certificate.";
  }
}
