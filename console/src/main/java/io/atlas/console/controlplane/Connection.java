package io.atlas.console.controlplane;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a saved connection: of secrets only whether there is one. A form edits its
 * document.
 *
 * @param usedBy how many actions; 1001 for more than 1000
 * @param lastFailure stays after the credentials work again
 */
public record Connection(
    String id,
    long version,
    String name,
    String tokenEndpoint,
    String clientId,
    @Nullable LocalDate secretExpiresOn,
    @Nullable Instant secretSetAt,
    @Nullable String secretSetBy,
    @Nullable Boolean hasNextClientSecret,
    Status status,
    @Nullable Failure lastFailure,
    @Nullable Instant failingSince,
    @Nullable Instant lastTokenAt,
    @Nullable Instant tokenExpiresAt,
    int usedBy) {

  private static final int MOST_COUNTED = 1_000;

  public boolean failing() {
    return status == Status.FAILING;
  }

  /** Whether it is in a state that only a newer console has words for. */
  public boolean ofNewerState() {
    return status == Status.UNKNOWN;
  }

  /** Such as "2 actions". */
  public String usedByText() {
    return usedBy == 1
        ? "1 action"
        : usedBy > MOST_COUNTED ? "more than 1,000 actions" : usedBy + " actions";
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
    FAILING,
    /** Of a newer connection-service. */
    @JsonEnumDefaultValue
    UNKNOWN
  }

  /** What the provider said, what it means and what to do. */
  public record Failure(
      @Nullable String code,
      @Nullable String providerError,
      @Nullable String providerErrorDescription,
      @Nullable String summary,
      @Nullable String hint) {}
}
