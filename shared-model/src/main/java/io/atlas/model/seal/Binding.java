package io.atlas.model.seal;

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
   * A client secret or private key.
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

  /** Sorted, so that equal bindings seal to equal headers. */
  Map<String, Object> header() {
    return new TreeMap<>(claims);
  }
}
