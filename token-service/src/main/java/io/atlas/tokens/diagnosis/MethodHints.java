package io.atlas.tokens.diagnosis;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.http.ClockSkew;
import io.atlas.model.text.LowerCase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The cure for refused credentials, for the method they were shown by. */
final class MethodHints {

  private MethodHints() {}

  /**
   * @param words the provider's
   */
  static String refused(Asked asked, String words) {
    String said = LowerCase.ascii(words);
    return switch (asked.settings().authMethod()) {
      case BASIC ->
          "Check Client ID and Client Secret; copy the secret again from the provider's console. A"
              + " server that does not decode a secret with characters such as % + / takes"
              + " basic_raw or post.";
      case BASIC_RAW ->
          "Check Client ID and Client Secret; copy the secret again from the provider's console."
              + " Most servers decode what they get, and take basic rather than basic_raw.";
      case POST, UNKNOWN ->
          "Check Client ID and Client Secret; copy the secret again from the provider's console.";
      case CLIENT_SECRET_JWT, PRIVATE_KEY_JWT -> assertion(asked, said);
      case TLS_CLIENT_AUTH -> certificate();
    };
  }

  /** Where the provider gives no reason at all. */
  static String unexplained(ConnectionSettings settings) {
    return "The provider gives no reason: check the Client ID, "
        + proof(settings.authMethod())
        + ", "
        + method(settings.authMethod())
        + ", whether the client is disabled at the provider, the scopes, and that the Token Endpoint"
        + " is right.";
  }

  private static String method(AuthMethod method) {
    return "the auth method ("
        + method.wireName()
        + (method == AuthMethod.BASIC
            ? "; a server that does not decode characters such as % + / takes basic_raw or post)"
            : ")");
  }

  private static String proof(AuthMethod method) {
    return switch (method) {
      case BASIC, BASIC_RAW, POST, CLIENT_SECRET_JWT, UNKNOWN -> "the Client Secret";
      case PRIVATE_KEY_JWT -> "that the public key is registered for the client";
      case TLS_CLIENT_AUTH -> "that the certificate is registered for the client";
    };
  }

  private static String assertion(Asked asked, String said) {
    if (aboutTimes(said)) {
      return "The provider finds the assertion's times wrong, although it is made for each request: "
          + clock(asked.skew());
    }
    String hint = assertion(asked.settings(), asked.tokenEndpoint(), said);
    return asked.skew() != null && ClockSkew.isNotable(asked.skew())
        ? hint + " Or it is the times in the assertion: " + clock(asked.skew())
        : hint;
  }

  private static boolean aboutTimes(String said) {
    String words = " " + said.replaceAll("[^a-z_]+", " ") + " ";
    return has(
        words,
        " expired ",
        " expiry ",
        " expiration ",
        " exp ",
        " iat ",
        " nbf ",
        " issued at ",
        " not before ",
        " clock ",
        " not yet valid ",
        " not active ",
        " too far in ",
        " too old ",
        " in the future ",
        " in the past ",
        " lifetime ");
  }

  private static String clock(@Nullable Duration skew) {
    if (skew == null) {
      return "its clock or the token-service's is off.";
    }
    return ClockSkew.isNotable(skew)
        ? "its clock is "
            + ClockSkew.inWords(skew)
            + ", as its Date says; whichever of the two is wrong has to be set."
        : "its clock agrees with ours, as its Date says, so see what it demands of exp, iat and nbf.";
  }

  private static String assertion(ConnectionSettings settings, String tokenEndpoint, String said) {
    String audience =
        settings.assertionAudience() == null ? tokenEndpoint : settings.assertionAudience();
    if (has(said, "audience", "\"aud\"", "'aud'", " aud ")) {
      return "The provider does not accept the assertion's audience, "
          + audience
          + ": enter the one it wants under assertion audience, often the issuer or the token"
          + " endpoint's exact URL.";
    }
    if (has(said, "jti", "reused", "replay", "already used")) {
      return "The provider says that the assertion was used before, although each is used once:"
          + " try again; if it stays, look at the provider's store of assertion ids.";
    }
    if (has(
        said,
        "kid",
        "key id",
        "no key",
        "matching key",
        "key not found",
        "find key",
        "public key",
        "unable to load")) {
      return "The provider finds no key for the assertion: register the public key for the client,"
          + keyId(settings)
          + " and algorithm "
          + algorithm(settings)
          + ".";
    }
    if (has(said, "algorithm", " alg", "\"alg\"", "not supported by the server")) {
      return "The provider does not take the assertion's algorithm, "
          + algorithm(settings)
          + ": choose the one the client is registered for under assertion algorithm.";
    }
    if (has(
        said,
        "authentication method",
        "auth method",
        "token_endpoint_auth_method",
        "auth_method",
        "jwt not allowed",
        "not configured")) {
      return "The client is registered for another method than "
          + settings.authMethod().wireName()
          + ": allow it at the provider, or choose the method that it has there.";
    }
    return settings.authMethod() == AuthMethod.PRIVATE_KEY_JWT
        ? "Check at the provider: the client is registered for private_key_jwt with the public key"
            + " that belongs to this private key,"
            + keyId(settings)
            + ", algorithm "
            + algorithm(settings)
            + "; the assertion's audience is "
            + audience
            + "."
        : "Check Client ID and Client Secret, and at the provider that the client is registered for"
            + " client_secret_jwt with algorithm "
            + algorithm(settings)
            + "; the assertion's audience is "
            + audience
            + ".";
  }

  private static String certificate() {
    return "Check at the provider: the client is registered for tls_client_auth with this"
        + " certificate (its subject, or itself where it is self-signed), the provider trusts its"
        + " issuer, and the Token Endpoint is the one for certificates, which is often another host"
        + " or port.";
  }

  private static String keyId(ConnectionSettings settings) {
    return settings.keyId() == null
        ? " with the key id (kid) that its JWK has, or entered under key id"
        : " key id (kid) " + shown(settings.keyId());
  }

  private static String algorithm(ConnectionSettings settings) {
    if (settings.assertionAlgorithm() != null) {
      return settings.assertionAlgorithm();
    }
    return settings.authMethod() == AuthMethod.CLIENT_SECRET_JWT
        ? "HS256"
        : "the key's usual one (RSA: RS256, P-256: ES256, Ed25519: EdDSA)";
  }

  private static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  static boolean has(String said, String... any) {
    for (String one : any) {
      if (said.contains(one)) {
        return true;
      }
    }
    return false;
  }
}
