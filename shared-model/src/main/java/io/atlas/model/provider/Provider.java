package io.atlas.model.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one OAuth provider wants and answers. A preset fills the form of a new connection; a saved
 * connection names it by id and keeps its rules for answers and errors.
 *
 * @param id lower-case letters, digits and hyphens; never changed once published
 * @param documentation where the provider describes its token endpoint
 * @param tokenEndpoint a URL with {@code {name}} for each variable
 * @param authMethod the method to start with; {@code authMethods} lists all it accepts
 * @param parameters sent as they are with every token request
 * @param note one sentence about what this provider does differently, or null; for people only
 */
public record Provider(
    String id,
    String name,
    @Nullable String documentation,
    String tokenEndpoint,
    List<Variable> variables,
    AuthMethod authMethod,
    List<AuthMethod> authMethods,
    String grantType,
    BodyFormat bodyFormat,
    Map<String, String> parameters,
    List<Field> fields,
    Scopes scopes,
    @JsonProperty("answer") Response response,
    Assertion assertion,
    List<ErrorHint> hints,
    @Nullable String note) {

  public Provider {
    require(id != null && id.matches("[a-z0-9]+(-[a-z0-9]+)*"), "bad provider id " + id);
    require(name != null && !name.isBlank(), id + " has no name");
    require(tokenEndpoint != null, id + " has no token endpoint");
    require(authMethod != null, id + " has no auth method");
    variables = variables == null ? List.of() : List.copyOf(variables);
    authMethods =
        authMethods == null || authMethods.isEmpty()
            ? List.of(authMethod)
            : List.copyOf(authMethods);
    grantType = grantType == null ? ConnectionSettings.CLIENT_CREDENTIALS : grantType;
    bodyFormat = bodyFormat == null ? BodyFormat.FORM : bodyFormat;
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
    fields = fields == null ? List.of() : List.copyOf(fields);
    scopes = scopes == null ? Scopes.NONE : scopes;
    response = response == null ? Response.STANDARD : response;
    assertion = assertion == null ? Assertion.STANDARD : assertion;
    hints = hints == null ? List.of() : List.copyOf(hints);
    require(authMethods.contains(authMethod), id + " does not list its own auth method");
    Set<String> names = variables.stream().map(Variable::name).collect(Collectors.toSet());
    require(
        names.equals(Set.copyOf(EndpointTemplate.names(tokenEndpoint))),
        id + ": variables and template differ");
    require(names.size() == variables.size(), id + " names a variable twice");
  }

  /**
   * The token endpoint with its variables filled in.
   *
   * @throws IllegalArgumentException where a value is missing or not of its variable's kind; the
   *     message names the variable
   */
  public String tokenEndpoint(Map<String, String> values) {
    return EndpointTemplate.expand(this, values);
  }

  /**
   * A part of the token endpoint that differs from customer to customer.
   *
   * @param where in the provider's console to find it
   * @param example a value of the right form
   */
  public record Variable(String name, Kind kind, String label, String where, String example) {

    public Variable {
      require(name != null && name.matches("[a-z][a-zA-Z]*"), "bad variable name " + name);
      require(kind != null && label != null && where != null, name + " lacks kind, label or where");
      require(example != null && kind.accepts(example), name + ": bad example " + example);
    }

    /** What may stand in a variable's place: never anything that could change the URL's shape. */
    public enum Kind {
      /** One label of a host name. */
      @JsonProperty("hostLabel")
      HOST_LABEL("[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"),
      /** A whole host name of at least two labels. */
      @JsonProperty("host")
      HOST(
          "(?=.{1,253}$)([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+"
              + "[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"),
      /** One segment of a path; dots alone are none. */
      @JsonProperty("pathSegment")
      PATH_SEGMENT("(?!\\.{1,2}$)[a-zA-Z0-9._~-]{1,128}");

      private final String pattern;

      Kind(String pattern) {
        this.pattern = pattern;
      }

      public boolean accepts(String value) {
        return value.matches(pattern);
      }
    }
  }

  /**
   * A field of the form, or a parameter of its own, that this provider needs.
   *
   * @param name a field of a connection such as {@code clientId}, or with {@code parameter} the
   *     name of an extra parameter
   * @param where in the provider's console to find it
   */
  public record Field(
      String name, boolean parameter, boolean required, String label, String where) {

    public Field {
      require(name != null && !name.isBlank(), "a field has a name");
      require(label != null && where != null, name + " lacks label or where");
    }
  }

  /**
   * @param separator fills the form: a space (RFC 6749 section 3.3) but for a few providers
   * @param required marks the form's field
   * @param comparable whether the answer's scopes can be compared with the requested ones
   * @param suggested to pick from
   */
  public record Scopes(
      String separator, boolean required, boolean comparable, List<String> suggested) {

    public static final Scopes NONE = new Scopes(" ", false, true, List.of());

    public Scopes {
      separator = separator == null ? " " : separator;
      suggested = suggested == null ? List.of() : List.copyOf(suggested);
    }
  }

  /**
   * How to read a token response.
   *
   * @param tokenField where the token stands
   * @param lifetimeField where its lifetime stands
   * @param defaultLifetimeSeconds where the response names none
   * @param tokenRequestsPerDay the provider's limit, for a connection that sets none; or null
   */
  public record Response(
      String tokenField,
      String lifetimeField,
      LifetimeUnit lifetimeUnit,
      @Nullable Integer defaultLifetimeSeconds,
      @Nullable Integer tokenRequestsPerDay) {

    /** RFC 6749 section 5.1. */
    public static final Response STANDARD =
        new Response("access_token", "expires_in", LifetimeUnit.SECONDS, null, null);

    public Response {
      tokenField = tokenField == null ? "access_token" : tokenField;
      lifetimeField = lifetimeField == null ? "expires_in" : lifetimeField;
      lifetimeUnit = lifetimeUnit == null ? LifetimeUnit.SECONDS : lifetimeUnit;
    }

    /** What the lifetime field counts. */
    public enum LifetimeUnit {
      @JsonProperty("seconds")
      SECONDS,
      @JsonProperty("milliseconds")
      MILLISECONDS
    }
  }

  /**
   * What a client assertion's {@code aud} is where the connection does not say, and its {@code
   * typ}.
   */
  public record Assertion(Audience audience, String type) {

    public static final Assertion STANDARD = new Assertion(Audience.TOKEN_ENDPOINT, "JWT");

    public Assertion {
      audience = audience == null ? Audience.TOKEN_ENDPOINT : audience;
      type = type == null ? "JWT" : type;
    }

    /** Whom the assertion addresses. */
    public enum Audience {
      @JsonProperty("tokenEndpoint")
      TOKEN_ENDPOINT,
      /** The token endpoint's scheme and host. */
      @JsonProperty("origin")
      ORIGIN
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
