package io.atlas.tokens.grant;

import io.atlas.model.dpop.DpopKey;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.seal.Secret;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a token that is a JWT says that it is bound to ({@code cnf}, RFC 7800), beside what was
 * asked for. Pure.
 *
 * @param problem why the token is of no use, or null
 */
record Confirmation(@Nullable String problem, List<String> warnings) {

  private static final Confirmation FINE = new Confirmation(null, List.of());

  static Confirmation of(Secret token, BindingKey asked) {
    JsonNode claims = JwtClaims.of(token);
    if (claims.isMissingNode()) {
      return FINE;
    }
    String key = claims.path("cnf").path("jkt").asString("");
    String certificate = claims.path("cnf").path("x5t#S256").asString("");
    return switch (asked) {
      case BindingKey.None _ when !key.isEmpty() ->
          warning(
              "The token is bound to a key (cnf.jkt): an API that checks it refuses it from us. Set"
                  + " the token binding to dpop.");
      case BindingKey.None _ when !certificate.isEmpty() ->
          warning(
              "The token is bound to a client certificate (cnf.x5t#S256): an API that checks it"
                  + " refuses it from us. Set the token binding to mtls, with that certificate.");
      case BindingKey.None _ -> FINE;
      case BindingKey.Dpop(DpopKey own) ->
          ofKey(
              key,
              own.thumbprint(),
              "key",
              "The token names no key (cnf.jkt), and may be bound to"
                  + " none: turn DPoP on for the client at the provider.");
      case BindingKey.Certificate(ClientCertificate own) ->
          ofKey(
              certificate,
              thumbprint(own),
              "certificate",
              "The token names no certificate"
                  + " (cnf.x5t#S256), and may be bound to none: turn certificate-bound access tokens on"
                  + " for the client at the provider.");
    };
  }

  private static Confirmation ofKey(String named, String own, String what, String unbound) {
    if (named.isEmpty()) {
      return warning(unbound);
    }
    return named.equals(own)
        ? FINE
        : new Confirmation(
            "The provider issued a token that is bound to another "
                + what
                + " than the one it was shown.",
            List.of());
  }

  private static Confirmation warning(String words) {
    return new Confirmation(null, List.of(words));
  }

  private static String thumbprint(ClientCertificate certificate) {
    try {
      return Certificates.thumbprint(certificate.certificate(), "SHA-256").toString();
    } catch (CertificateEncodingException wasReadBefore) {
      throw new IllegalStateException(wasReadBefore);
    }
  }
}
