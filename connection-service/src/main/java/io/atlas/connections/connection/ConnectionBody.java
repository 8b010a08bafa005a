package io.atlas.connections.connection;

import io.atlas.connections.request.Fields;
import io.atlas.connections.request.RateLimitField;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.NewerNames;
import io.atlas.model.seal.Secret;
import io.atlas.model.text.LowerCase;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A connection as it arrived: every field looked at, secrets not yet sealed.
 *
 * @param settings without anything sealed
 */
record ConnectionBody(
    String name,
    String tokenEndpoint,
    ConnectionSettings settings,
    List<String> allowedHosts,
    SecretField clientSecret,
    SecretField privateKey,
    SecretField nextClientSecret,
    Map<String, SecretField> secretParameters,
    Map<String, SecretField> secretHeaders) {

  private static final int LONGEST_URL = 2_048;
  private static final int LONGEST_SECRET = 4_096;
  static final int LONGEST_PEM = 65_536;
  private static final int LONGEST_TEXT = 2_048;

  private static final Map<String, AuthMethod> AUTH_METHODS =
      named(NewerNames.known(AuthMethod.class), AuthMethod::wireName);
  private static final Map<String, BodyFormat> BODY_FORMATS =
      named(NewerNames.known(BodyFormat.class), format -> LowerCase.ascii(format.name()));
  private static final Map<String, TokenBinding> TOKEN_BINDINGS =
      named(NewerNames.known(TokenBinding.class), TokenBinding::wireName);
  private static final Map<String, String> ALGORITHMS =
      named(
          List.of(
              "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
              "ES256", "ES384", "ES512", "EdDSA"),
          Function.identity());

  private static final String EXTRA =
      "A text; or {\"value\": …, \"secret\": true} for a key, which is sealed and not shown again:"
          + " without value the stored one stays";

  /** What fields mean, where their names do not say it. */
  static final Map<String, String> ABOUT =
      Map.ofEntries(
          Map.entry("name", "A label, shown in lists"),
          Map.entry("clientSecret", "Sealed on arrival; never in an answer"),
          Map.entry("tokenEndpoint", "Full URL of the token endpoint"),
          Map.entry("scopes", "Scopes to ask for"),
          Map.entry("audience", "Required by some providers"),
          Map.entry("provider", "Id of a preset"),
          Map.entry("resource", "Absolute URIs (RFC 8707)"),
          Map.entry("extraParameters", "Sent with every token request"),
          Map.entry("extraParameters.*", EXTRA),
          Map.entry("extraHeaders", "Sent with every token request"),
          Map.entry("extraHeaders.*", EXTRA),
          Map.entry("privateKey", "PEM or JWK; sealed on arrival"),
          Map.entry("assertionAlgorithm", "A JWS algorithm, such as RS256"),
          Map.entry("certificate", "PEM chain for tls_client_auth and the token binding mtls"),
          Map.entry(
              "caCertificates",
              "PEM; the only authorities trusted for the token endpoint, and trusted for the"
                  + " targets of the connection's actions besides the usual ones"),
          Map.entry(
              "allowedHosts",
              "Hosts that a token may be sent to, such as *.example.com; empty for any"),
          Map.entry("defaultLifetimeSeconds", "Of a token whose answer names no lifetime"),
          Map.entry("nextClientSecret", "Tried when the current one is refused"),
          Map.entry("secretExpiresOn", "Reminded of 30, 7 and 1 days ahead"),
          Map.entry("tokenRequestsPerDay", "The provider's budget"),
          Map.entry(
              "tokenBinding",
              "What a token is of use with alone: dpop a key of its own (RFC 9449), mtls the client"
                  + " certificate (RFC 8705)"),
          Map.entry(
              "rateLimit",
              "Of all requests that carry the connection's token, across its actions"));

  /** What a body says about a secret. */
  sealed interface SecretField {

    record Given(Secret secret) implements SecretField {}

    /** Left out, or left empty as a form does: the stored one stays. */
    record Omitted() implements SecretField {}

    /** Null: there shall be none. */
    record Removed() implements SecretField {}
  }

  /**
   * @param name reads the name as the operation wants it
   */
  static ConnectionBody read(Fields fields, Function<Fields, String> name) {
    String tokenEndpoint = fields.requiredUrl("tokenEndpoint", LONGEST_URL);
    if (fields.accepted("tokenEndpoint")
        && EgressGuard.checkForm(tokenEndpoint) instanceof Verdict.Malformed(String reason)) {
      fields.reject("tokenEndpoint", "must " + reason);
    }
    Extras parameters = Extras.parameters(fields, "extraParameters");
    Extras headers = Extras.headers(fields, "extraHeaders");
    return new ConnectionBody(
        name.apply(fields),
        tokenEndpoint,
        settings(fields, parameters, headers),
        ConnectionRules.hosts(fields, "allowedHosts"),
        secret(fields, "clientSecret", LONGEST_SECRET),
        ConnectionRules.privateKey(fields, secret(fields, "privateKey", LONGEST_PEM)),
        secret(fields, "nextClientSecret", LONGEST_SECRET),
        parameters.secret(),
        headers.secret());
  }

  static String requiredName(Fields fields) {
    return fields.requiredLine("name", 200);
  }

  private static ConnectionSettings settings(Fields fields, Extras parameters, Extras headers) {
    Long lifetime = fields.integer("defaultLifetimeSeconds", 1, 31_536_000);
    Long budget = fields.integer("tokenRequestsPerDay", 1, 100_000_000);
    LocalDate expires = fields.date("secretExpiresOn");
    AuthMethod method = fields.choice("authMethod", AUTH_METHODS);
    BodyFormat format = fields.choice("bodyFormat", BODY_FORMATS);
    TokenBinding binding = fields.choice("tokenBinding", TOKEN_BINDINGS);
    String grantType = fields.line("grantType", 200);
    String separator = fields.text("scopeSeparator", 5);
    return new ConnectionSettings(
        fields.requiredLine("clientId", LONGEST_TEXT),
        method == null ? fields.absent("authMethod", AuthMethod.BASIC) : method,
        ConnectionRules.scopes(fields, "scopes"),
        fields.line("audience", LONGEST_TEXT),
        fields.line("provider", 100),
        ConnectionRules.resources(fields, "resource"),
        parameters.clear(),
        headers.clear(),
        Map.of(),
        Map.of(),
        grantType == null
            ? fields.absent("grantType", ConnectionSettings.CLIENT_CREDENTIALS)
            : grantType,
        format == null ? fields.absent("bodyFormat", BodyFormat.FORM) : format,
        separator == null || separator.isEmpty() ? fields.absent("scopeSeparator", " ") : separator,
        null,
        fields.line("keyId", 500),
        fields.choice("assertionAlgorithm", ALGORITHMS),
        fields.line("assertionAudience", LONGEST_TEXT),
        fields.line("assertionType", 100),
        ConnectionRules.certificates(fields, "certificate", LONGEST_PEM),
        ConnectionRules.certificates(fields, "caCertificates", LONGEST_PEM),
        lifetime == null ? null : lifetime.intValue(),
        null,
        expires,
        budget == null ? null : budget.intValue(),
        RateLimitField.read(fields),
        binding == null ? fields.absent("tokenBinding", TokenBinding.NONE) : binding);
  }

  private static SecretField secret(Fields fields, String name, int longest) {
    Secret given = fields.secret(name, longest);
    if (given != null) {
      return new SecretField.Given(given);
    }
    return fields.hasNull(name) ? new SecretField.Removed() : new SecretField.Omitted();
  }

  private static <E> Map<String, E> named(List<E> values, Function<E, String> name) {
    Map<String, E> named = new LinkedHashMap<>();
    values.forEach(value -> named.put(name.apply(value), value));
    return named;
  }
}
