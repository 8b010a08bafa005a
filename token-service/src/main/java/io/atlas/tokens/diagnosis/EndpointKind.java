package io.atlas.tokens.diagnosis;

import io.atlas.model.text.LowerCase;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** URLs that people paste for a token endpoint, told by their path or by the response. */
enum EndpointKind {
  AUTHORIZE(
      "the authorization endpoint, where people sign in",
      List.of("authorize", "authorization", "auth", "oauth2/auth", "authz")),
  INTROSPECT(
      "the introspection endpoint, which says whether a token is valid",
      List.of("introspect", "introspection", "introspect_token", "token_info", "tokeninfo")),
  REVOKE(
      "the revocation endpoint, which ends tokens",
      List.of("revoke", "revocation", "revoke_token")),
  USERINFO(
      "the userinfo endpoint or another API, which wants a token rather than giving one",
      List.of("userinfo", "user_info", "me")),
  LOGOUT(
      "the logout endpoint",
      List.of("logout", "signout", "end_session", "endsession", "session/end", "logoff")),
  KEYS(
      "the list of the provider's keys",
      List.of("certs", "jwks", "jwks.json", "keys", "jwks_uri", "jwk")),
  METADATA(
      "the issuer's metadata",
      List.of(
          "openid-configuration",
          "oauth-authorization-server",
          "oauth-protected-resource",
          ".well-known")),
  REGISTRATION(
      "the endpoint where clients are registered",
      List.of("register", "registration", "clients-registrations", "reg")),
  DEVICE(
      "the endpoint for devices without a keyboard",
      List.of("device", "device_authorization", "devicecode", "device/auth")),
  PAR("the endpoint for pushed authorization requests", List.of("par", "request")),
  LOGIN(
      "a page for people",
      List.of(
          "login", "signin", "sign-in", "account", "accounts", "console", "admin", "index.html")),
  ISSUER("the issuer, or the provider's start page", List.of());

  private static final String REALMS = "/realms";

  private final String shown;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> ends;

  EndpointKind(String shown, List<String> ends) {
    this.shown = shown;
    this.ends = ends;
  }

  /** Null where the path says nothing. */
  static @Nullable EndpointKind ofPath(String tokenEndpoint) {
    String path = path(tokenEndpoint);
    if (path.isEmpty() || isRealm(path)) {
      return ISSUER;
    }
    if (path.contains("/.well-known/")) {
      return METADATA;
    }
    for (EndpointKind kind : values()) {
      for (String end : kind.ends) {
        if (path.endsWith("/" + end)) {
          return kind;
        }
      }
    }
    return null;
  }

  /** By what only such an endpoint says; null where a token endpoint may have said it. */
  static @Nullable EndpointKind ofResponse(ProviderError error) {
    String code = error.code() == null ? "" : LowerCase.ascii(error.code());
    String words = error.description() == null ? "" : LowerCase.ascii(error.description());
    boolean missing =
        words.contains("missing")
            || words.contains("required")
            || words.contains("not provided")
            || words.contains("must be specified")
            || words.contains("not found in request");
    if (words.contains("response_type") || code.equals("unsupported_response_type")) {
      return AUTHORIZE;
    }
    if (code.equals("invalid_token")
        || code.equals("insufficient_scope")
        || (error.bearerChallenge() && !code.equals("invalid_client"))) {
      return USERINFO;
    }
    String spaced = " " + words.replaceAll("[^a-z_]+", " ") + " ";
    boolean aboutToken =
        spaced.contains(" token ")
            && !spaced.contains(" access token ")
            && !spaced.contains(" token endpoint ");
    return code.equals("invalid_request") && missing && aboutToken ? INTROSPECT : null;
  }

  /** The cure. */
  String hint() {
    return "This URL looks like "
        + shown
        + ": enter the provider's token endpoint; its path often ends in /token.";
  }

  private static String path(String url) {
    try {
      String path = LowerCase.ascii(String.valueOf(URI.create(url).getPath()));
      String bare = path.equals("null") ? "" : path;
      while (bare.endsWith("/")) {
        bare = bare.substring(0, bare.length() - 1);
      }
      return bare;
    } catch (IllegalArgumentException malformed) {
      return "?";
    }
  }

  /** Keycloak's issuers end in the name of a realm. */
  private static boolean isRealm(String path) {
    int name = path.lastIndexOf('/') + 1;
    return name > 0 && name < path.length() && path.substring(0, name - 1).endsWith(REALMS);
  }
}
