package io.atlas.console.controlplane;

import io.atlas.model.event.ActionDefinition.RateLimit;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A saved connection as the connection-service shows it: of secrets only whether there is one.
 *
 * @param extraParameters texts, and objects for those of which only a fact is known
 * @param lastFailure stays after the credentials work again
 */
public record Connection(
    String id,
    String name,
    String tokenEndpoint,
    String clientId,
    String authMethod,
    List<String> scopes,
    @Nullable String audience,
    @Nullable String provider,
    @Nullable Map<String, JsonNode> extraParameters,
    @Nullable List<String> allowedHosts,
    @Nullable String caCertificates,
    @Nullable String keyId,
    @Nullable String certificate,
    @Nullable LocalDate secretExpiresOn,
    @Nullable RateLimit rateLimit,
    @Nullable Instant secretSetAt,
    @Nullable String secretSetBy,
    @Nullable Boolean hasNextClientSecret,
    Status status,
    @Nullable Failure lastFailure,
    @Nullable Instant failingSince,
    @Nullable Instant lastTokenAt,
    @Nullable Instant tokenExpiresAt,
    int usedBy) {

  public Connection {
    scopes = scopes == null ? List.of() : List.copyOf(scopes);
    authMethod = authMethod == null ? "basic" : authMethod;
  }

  public boolean failing() {
    return status == Status.FAILING;
  }

  /** Host of the token endpoint. */
  public String host() {
    try {
      String host = URI.create(tokenEndpoint).getHost();
      return host == null ? tokenEndpoint : host;
    } catch (IllegalArgumentException noUrl) {
      return tokenEndpoint;
    }
  }

  /** ACTIVE until the provider refuses. */
  public enum Status {
    ACTIVE,
    FAILING
  }

  /** What the provider said, what it means and what to do. */
  public record Failure(
      @Nullable String code,
      @Nullable String providerError,
      @Nullable String providerErrorDescription,
      @Nullable String summary,
      @Nullable String hint) {}
}
