package io.atlas.model.seal;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a sealed value belongs to. It stands in the seal's protected header, so a value that was
 * moved elsewhere does not open there.
 */
public record Binding(Map<String, String> claims) {

  public Binding {
    claims = Map.copyOf(claims);
  }

  /**
   * A client secret or private key, as they were sealed before the whole endpoint was named.
   *
   * @param origin where it may be sent: scheme, host and port of the token endpoint
   */
  public static Binding secret(String accountId, String connectionId, Origin origin) {
    return new Binding(
        Map.of(
            "for",
            "secret",
            "accountId",
            accountId,
            "connectionId",
            connectionId,
            "origin",
            origin.toString()));
  }

  /**
   * A client secret or private key that may go to one endpoint alone, in one way.
   *
   * @param endpoint the token endpoint with its path and query
   * @param revealed whether the endpoint is told the secret itself, and not only what is made of it
   */
  public static Binding secret(
      String accountId, String connectionId, URI endpoint, boolean revealed) {
    Map<String, String> claims =
        new HashMap<>(secret(accountId, connectionId, Origin.of(endpoint)).claims());
    claims.put("endpoint", normalised(endpoint));
    claims.put("revealed", Boolean.toString(revealed));
    return new Binding(claims);
  }

  /** Scheme, host and port as an {@link Origin} has them; path and query as they are. */
  private static String normalised(URI endpoint) {
    String path = endpoint.getRawPath();
    String query = endpoint.getRawQuery();
    return Origin.of(endpoint)
        + (path == null || path.isEmpty() ? "/" : path)
        + (query == null ? "" : "?" + query);
  }

  /**
   * The value of a secret header.
   *
   * @param origin where it may be sent: scheme, host and port of the action's URL
   */
  public static Binding header(String accountId, String actionId, Origin origin) {
    return new Binding(
        Map.of(
            "for",
            "header",
            "accountId",
            accountId,
            "actionId",
            actionId,
            "origin",
            origin.toString()));
  }

  /** An access token. */
  public static Binding grant(String connectionId, long credentialsVersion, long generation) {
    return new Binding(
        Map.of(
            "for",
            "grant",
            "connectionId",
            connectionId,
            "credentialsVersion",
            Long.toString(credentialsVersion),
            "generation",
            Long.toString(generation)));
  }

  /** The private key that a bound access token is of use with. */
  public static Binding grantKey(
      String accountId, String connectionId, long credentialsVersion, long generation) {
    Map<String, String> claims =
        new HashMap<>(grant(connectionId, credentialsVersion, generation).claims());
    claims.put("for", "grant-key");
    claims.put("accountId", accountId);
    return new Binding(claims);
  }

  /** Sorted, so that equal bindings seal to equal headers. */
  Map<String, Object> header() {
    return new TreeMap<>(claims);
  }
}
