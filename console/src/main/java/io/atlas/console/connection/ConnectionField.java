package io.atlas.console.connection;

import io.atlas.console.document.FieldText;
import org.jspecify.annotations.Nullable;

/**
 * A connection's fields as the connection-service names them, and what the form calls them. Those
 * without a text have no field of their own, or hold a secret: the form carries them as they are,
 * and says what is found about them.
 */
enum ConnectionField {
  NAME("name", "Connection Name", FieldText.line()),
  PROVIDER("provider", "Provider", FieldText.line()),
  CLIENT_ID("clientId", "Client ID", FieldText.line()),
  CLIENT_SECRET("clientSecret", "Client Secret", null),
  TOKEN_ENDPOINT("tokenEndpoint", "Token Endpoint", FieldText.line()),
  SCOPES("scopes", "Scopes", FieldText.words()),
  AUDIENCE("audience", "Audience", FieldText.line()),
  RESOURCE("resource", "Resource", FieldText.words()),
  AUTH_METHOD("authMethod", "Auth Method", FieldText.line()),
  EXTRA_PARAMETERS("extraParameters", "Extra parameters", null),
  EXTRA_HEADERS("extraHeaders", "Extra headers", null),
  GRANT_TYPE("grantType", "Grant type", null),
  BODY_FORMAT("bodyFormat", "Body format", null),
  SCOPE_SEPARATOR("scopeSeparator", "Scope separator", null),
  PRIVATE_KEY("privateKey", "Private key", null),
  KEY_ID("keyId", "Key ID", FieldText.line()),
  ASSERTION_ALGORITHM("assertionAlgorithm", "Assertion algorithm", null),
  ASSERTION_AUDIENCE("assertionAudience", "Assertion audience", null),
  ASSERTION_TYPE("assertionType", "Assertion type", null),
  CERTIFICATE("certificate", "Certificate", FieldText.text()),
  TOKEN_BINDING("tokenBinding", "Token binding", FieldText.line()),
  CA_CERTIFICATES("caCertificates", "CA certificates", FieldText.text()),
  ALLOWED_HOSTS("allowedHosts", "Allowed hosts", FieldText.words()),
  DEFAULT_LIFETIME("defaultLifetimeSeconds", "Default lifetime", null),
  NEXT_CLIENT_SECRET("nextClientSecret", "Next secret", null),
  SECRET_EXPIRES_ON("secretExpiresOn", "Secret expires on", FieldText.date()),
  TOKEN_REQUESTS_PER_DAY("tokenRequestsPerDay", "Token requests per day", null),
  RATE_LIMIT("rateLimit.perSecond", "Rate limit", FieldText.optionalNumber());

  private final String path;
  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // immutable, but for what a function may do
  private final @Nullable FieldText text;

  ConnectionField(String path, String label, @Nullable FieldText text) {
    this.path = path;
    this.label = label;
    this.text = text;
  }

  /** In the document. */
  String path() {
    return path;
  }

  /** What the path begins with; in the form and in what is said of it, the field's name. */
  String field() {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  @Nullable FieldText text() {
    return text;
  }

  /** What the form calls a field; its own name where it is none of these. */
  static String label(String field) {
    for (ConnectionField known : values()) {
      if (known.field().equals(field)) {
        return known.label;
      }
    }
    return field;
  }
}
