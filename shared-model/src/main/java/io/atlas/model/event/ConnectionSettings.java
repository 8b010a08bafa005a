package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.seal.SealedText;
import io.atlas.model.text.LowerCase;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a token is asked for: everything of a connection but its name, endpoint and secret.
 *
 * @param provider id of a preset, whose rules then apply
 * @param resource absolute URIs, each sent as a parameter of its own (RFC 8707 section 2)
 * @param secretParameters further extra parameters, by name; sealed one by one, so that one can be
 *     given anew while the others stay
 * @param secretHeaders further extra headers, sealed likewise
 * @param grantType {@code client_credentials} but for a few providers
 * @param scopeSeparator a space (RFC 6749 section 3.3) but for a few providers
 * @param sealedPrivateKey PEM or JWK, bound as the client secret is
 * @param assertionAlgorithm a JWS algorithm; null for the key's usual one
 * @param assertionAudience {@code aud} of the assertion; null for the preset's or the token
 *     endpoint
 * @param assertionType {@code typ} of the assertion; null for {@code JWT}
 * @param certificate PEM chain for {@code tls_client_auth} and certificate-bound tokens (RFC 8705)
 * @param caCertificates PEM; the only authorities trusted for the token endpoint, if given, and
 *     trusted for the targets of the connection's actions besides the usual ones
 * @param defaultLifetimeSeconds life of a token whose answer names none
 * @param sealedNextSecret tried when the current secret is refused
 * @param secretExpiresOn the day the provider lets the secret expire
 * @param tokenRequestsPerDay the provider's budget
 * @param rateLimit of all requests that carry the connection's token, whichever actions make them
 * @param tokenBinding what a token is of use with alone
 */
public record ConnectionSettings(
    String clientId,
    AuthMethod authMethod,
    List<String> scopes,
    @Nullable String audience,
    @Nullable String provider,
    List<String> resource,
    Map<String, String> extraParameters,
    Map<String, String> extraHeaders,
    Map<String, SealedText> secretParameters,
    Map<String, SealedText> secretHeaders,
    String grantType,
    BodyFormat bodyFormat,
    String scopeSeparator,
    @Nullable SealedText sealedPrivateKey,
    @Nullable String keyId,
    @Nullable String assertionAlgorithm,
    @Nullable String assertionAudience,
    @Nullable String assertionType,
    @Nullable String certificate,
    @Nullable String caCertificates,
    @Nullable Integer defaultLifetimeSeconds,
    @Nullable SealedText sealedNextSecret,
    @Nullable LocalDate secretExpiresOn,
    @Nullable Integer tokenRequestsPerDay,
    @Nullable RateLimit rateLimit,
    TokenBinding tokenBinding) {

  public static final String CLIENT_CREDENTIALS = "client_credentials";

  public ConnectionSettings {
    authMethod = authMethod == null ? AuthMethod.BASIC : authMethod;
    scopes = scopes == null ? List.of() : List.copyOf(scopes);
    resource = resource == null ? List.of() : List.copyOf(resource);
    extraParameters = extraParameters == null ? Map.of() : Map.copyOf(extraParameters);
    extraHeaders = extraHeaders == null ? Map.of() : Map.copyOf(extraHeaders);
    secretParameters = secretParameters == null ? Map.of() : Map.copyOf(secretParameters);
    secretHeaders = secretHeaders == null ? Map.of() : Map.copyOf(secretHeaders);
    grantType = grantType == null ? CLIENT_CREDENTIALS : grantType;
    bodyFormat = bodyFormat == null ? BodyFormat.FORM : bodyFormat;
    scopeSeparator = scopeSeparator == null ? " " : scopeSeparator;
    tokenBinding = tokenBinding == null ? TokenBinding.NONE : tokenBinding;
  }

  /** The usual case: an id, a method and scopes. */
  public static ConnectionSettings of(String clientId, AuthMethod authMethod, List<String> scopes) {
    return new ConnectionSettings(
        clientId,
        authMethod,
        scopes,
        null,
        null,
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        CLIENT_CREDENTIALS,
        BodyFormat.FORM,
        " ",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        TokenBinding.NONE);
  }

  /** All that is sealed but the client secret. */
  public record Seals(
      @Nullable SealedText privateKey,
      @Nullable SealedText nextSecret,
      Map<String, SealedText> parameters,
      Map<String, SealedText> headers) {

    /**
     * @param next null for null, and only for null
     */
    public Seals map(UnaryOperator<@Nullable SealedText> next) {
      return new Seals(
          next.apply(privateKey),
          next.apply(nextSecret),
          each(parameters, next),
          each(headers, next));
    }

    private static Map<String, SealedText> each(
        Map<String, SealedText> seals, UnaryOperator<@Nullable SealedText> next) {
      Map<String, SealedText> mapped = new TreeMap<>();
      seals.forEach((name, seal) -> mapped.put(name, Objects.requireNonNull(next.apply(seal))));
      return mapped;
    }
  }

  public Seals seals() {
    return new Seals(sealedPrivateKey, sealedNextSecret, secretParameters, secretHeaders);
  }

  public ConnectionSettings withSeals(Seals seals) {
    return copy(seals, secretExpiresOn, tokenRequestsPerDay, rateLimit);
  }

  public ConnectionSettings withSecretExpiresOn(@Nullable LocalDate day) {
    return copy(seals(), day, tokenRequestsPerDay, rateLimit);
  }

  /** Without reminders, budget, rate and the next secret, which change no token. */
  public ConnectionSettings ofToken() {
    return copy(
        new Seals(sealedPrivateKey, null, secretParameters, secretHeaders), null, null, null);
  }

  private ConnectionSettings copy(
      Seals seals,
      @Nullable LocalDate expires,
      @Nullable Integer requestsPerDay,
      @Nullable RateLimit rate) {
    return new ConnectionSettings(
        clientId,
        authMethod,
        scopes,
        audience,
        provider,
        resource,
        extraParameters,
        extraHeaders,
        seals.parameters(),
        seals.headers(),
        grantType,
        bodyFormat,
        scopeSeparator,
        seals.privateKey(),
        keyId,
        assertionAlgorithm,
        assertionAudience,
        assertionType,
        certificate,
        caCertificates,
        defaultLifetimeSeconds,
        seals.nextSecret(),
        expires,
        requestsPerDay,
        rate,
        tokenBinding);
  }

  /**
   * How the client authenticates at the token endpoint (RFC 6749 section 2.3, RFC 7523, RFC 8705).
   */
  public enum AuthMethod {
    /** The HTTP Basic header over form-encoded id and secret, as RFC 6749 section 2.3.1 has it. */
    @JsonProperty("basic")
    BASIC,
    /** The HTTP Basic header over id and secret as they are, for servers that do not decode. */
    @JsonProperty("basic_raw")
    BASIC_RAW,
    /** {@code client_id} and {@code client_secret} in the body. */
    @JsonProperty("post")
    POST,
    @JsonProperty("client_secret_jwt")
    CLIENT_SECRET_JWT,
    @JsonProperty("private_key_jwt")
    PRIVATE_KEY_JWT,
    @JsonProperty("tls_client_auth")
    TLS_CLIENT_AUTH,
    /** Read, never written: no token can be asked for by it here. */
    @JsonEnumDefaultValue
    UNKNOWN;

    public String wireName() {
      return LowerCase.ascii(name());
    }

    /** Whether the token endpoint is told the client secret itself. */
    public boolean revealsSecret() {
      return switch (this) {
        case BASIC, BASIC_RAW, POST -> true;
        case CLIENT_SECRET_JWT, PRIVATE_KEY_JWT, TLS_CLIENT_AUTH, UNKNOWN -> false;
      };
    }
  }

  /** What whoever uses a token has to prove besides. */
  public enum TokenBinding {
    /** Nothing: a bearer token (RFC 6750). */
    @JsonProperty("none")
    NONE,
    /** That it holds the key the token was issued for (RFC 9449). */
    @JsonProperty("dpop")
    DPOP,
    /** That it holds the client certificate's key, in the TLS handshake (RFC 8705 section 3). */
    @JsonProperty("mtls")
    MTLS,
    /** Read, never written: no token can be asked for or used with it here. */
    @JsonEnumDefaultValue
    UNKNOWN;

    public String wireName() {
      return LowerCase.ascii(name());
    }
  }

  /** How the parameters stand in the request's body. */
  public enum BodyFormat {
    @JsonProperty("form")
    FORM,
    @JsonProperty("json")
    JSON,
    /** Read, never written: no token can be asked for in it here. */
    @JsonEnumDefaultValue
    UNKNOWN
  }
}
