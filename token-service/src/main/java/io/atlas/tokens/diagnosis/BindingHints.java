package io.atlas.tokens.diagnosis;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import org.jspecify.annotations.Nullable;

/** The cure where a provider is not content with what the token is to be bound to. */
final class BindingHints {

  private BindingHints() {}

  /**
   * @param code the provider's, in lower case
   * @param said its words, in lower case
   * @return null where they are about something else
   */
  static @Nullable String refused(
      ConnectionSettings settings, String tokenEndpoint, String code, String said) {
    boolean aboutDpop =
        MethodHints.has(said, "dpop")
            || code.equals("use_dpop_nonce")
            || code.equals("invalid_dpop_proof");
    if (aboutDpop) {
      return switch (settings.tokenBinding()) {
        case NONE, MTLS, UNKNOWN ->
            "The provider demands DPoP for this client: set the token binding to dpop, or turn DPoP"
                + " off for the client at the provider.";
        case DPOP -> proof(tokenEndpoint, code, said);
      };
    }
    boolean aboutCertificate =
        settings.certificate() == null
            && settings.authMethod() != AuthMethod.TLS_CLIENT_AUTH
            && MethodHints.has(
                said, "mtls", "mutual tls", "mutual-tls", "client certificate", "hok token");
    return aboutCertificate
        ? "The provider wants a client certificate with the token request: enter Certificate and"
            + " private key, and set the token binding to mtls."
        : null;
  }

  /** Some say no more of a missing proof or certificate than that the grant is invalid. */
  static String unbound(ConnectionSettings settings) {
    return settings.tokenBinding() == TokenBinding.NONE
        ? " If it issues bound tokens alone to this client, set the token binding to dpop or mtls."
        : "";
  }

  private static String proof(String tokenEndpoint, String code, String said) {
    if (code.equals("use_dpop_nonce") || MethodHints.has(said, "nonce")) {
      return "The provider wants another nonce in the DPoP proof than the one it gave in DPoP-Nonce,"
          + " or gave none: look at its DPoP settings, or set the token binding to none.";
    }
    if (MethodHints.has(said, "alg")) {
      return "The provider does not take the DPoP proof's algorithm, which is ES256: allow it at the"
          + " provider.";
    }
    return "The provider does not accept the DPoP proof: its clock or the token-service's is off, or"
        + " it knows its token endpoint by another URL than "
        + tokenEndpoint
        + ", such as behind a proxy. Enter the one that its metadata names.";
  }
}
