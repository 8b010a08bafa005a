package io.atlas.connections.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import io.atlas.connections.request.ComponentNames;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.SealedText;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection as callers see it: of secrets only whether there is one, and since when.
 *
 * @param failingSince null where {@code status} is ACTIVE
 * @param lastFailure of the credentials now in use; stays after they work again, with its time
 * @param secretExpiresInDays negative once expired; null where no date is known
 * @param usedBy how many actions; 1001 for more than 1000
 */
record ConnectionResponse(
    String id,
    String name,
    String clientId,
    String tokenEndpoint,
    List<String> scopes,
    @Nullable String audience,
    AuthMethod authMethod,
    @Nullable String provider,
    List<String> resource,
    Map<String, Extra> extraParameters,
    Map<String, Extra> extraHeaders,
    String grantType,
    BodyFormat bodyFormat,
    String scopeSeparator,
    @Nullable String keyId,
    @Nullable String assertionAlgorithm,
    @Nullable String assertionAudience,
    @Nullable String assertionType,
    @Nullable String certificate,
    @Nullable String caCertificates,
    List<String> allowedHosts,
    @Nullable Integer defaultLifetimeSeconds,
    @Nullable LocalDate secretExpiresOn,
    @Nullable Long secretExpiresInDays,
    @Nullable Integer tokenRequestsPerDay,
    @Nullable RateLimit rateLimit,
    TokenBinding tokenBinding,
    boolean hasClientSecret,
    boolean hasNextClientSecret,
    boolean hasPrivateKey,
    Instant secretSetAt,
    String secretSetBy,
    Status status,
    @Nullable Instant failingSince,
    @Nullable Instant lastTokenAt,
    @Nullable Instant tokenExpiresAt,
    @Nullable LastFailure lastFailure,
    TokenRequests tokenRequests,
    @Schema(description = "How many actions use it; 1001 says more than 1000") long usedBy,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** Their names: a response, changed, may be sent back whole. */
  static final List<String> FIELDS = ComponentNames.of(ConnectionResponse.class);

  enum Status {
    ACTIVE,
    FAILING
  }

  /** What an extra parameter or header shows: its text, or that there is a secret one. */
  sealed interface Extra {

    record Clear(@JsonValue String value) implements Extra {}

    record Hidden(boolean secret) implements Extra {}

    static Map<String, Extra> all(Map<String, String> clear, Map<String, SealedText> secret) {
      Map<String, Extra> all = new TreeMap<>();
      clear.forEach((name, value) -> all.put(name, new Clear(value)));
      secret.keySet().forEach(name -> all.put(name, new Hidden(true)));
      return all;
    }
  }

  record LastFailure(
      CredentialCategory code,
      @Nullable String providerError,
      String summary,
      String hint,
      @Nullable Instant at) {

    static @Nullable LastFailure of(TokenState.@Nullable Denial denial, @Nullable Instant at) {
      return denial == null
          ? null
          : new LastFailure(
              denial.category(), denial.providerError(), denial.summary(), denial.hint(), at);
    }
  }

  /**
   * Token requests seen, against the provider's budget.
   *
   * @param lastHour since the full hour
   * @param today in the last 24 hours
   * @param perDay the budget, the connection's own or its preset's; null where none is known
   */
  record TokenRequests(long lastHour, long today, @Nullable Integer perDay) {}

  static ConnectionResponse of(StoredConnection stored, LocalDate today, Providers presets) {
    ConnectionState state = stored.state();
    ConnectionSettings settings = state.settings();
    StoredConnection.Health health = stored.health();
    LocalDate expires = settings.secretExpiresOn();
    return new ConnectionResponse(
        stored.id(),
        state.name(),
        settings.clientId(),
        state.tokenEndpoint(),
        settings.scopes(),
        settings.audience(),
        settings.authMethod(),
        settings.provider(),
        settings.resource(),
        Extra.all(settings.extraParameters(), settings.secretParameters()),
        Extra.all(settings.extraHeaders(), settings.secretHeaders()),
        settings.grantType(),
        settings.bodyFormat(),
        settings.scopeSeparator(),
        settings.keyId(),
        settings.assertionAlgorithm(),
        settings.assertionAudience(),
        settings.assertionType(),
        settings.certificate(),
        settings.caCertificates(),
        state.allowedHosts(),
        settings.defaultLifetimeSeconds(),
        expires,
        expires == null ? null : expires.toEpochDay() - today.toEpochDay(),
        settings.tokenRequestsPerDay(),
        settings.rateLimit(),
        settings.tokenBinding(),
        state.sealedSecret() != null,
        settings.sealedNextSecret() != null,
        settings.sealedPrivateKey() != null,
        stored.secretSet().at(),
        stored.secretSet().by(),
        health.failingSince() == null ? Status.ACTIVE : Status.FAILING,
        health.failingSince(),
        health.lastTokenAt(),
        health.tokenExpiresAt(),
        LastFailure.of(health.denial(), health.deniedAt()),
        new TokenRequests(
            health.requestsLastHour(),
            health.requestsToday(),
            presets.tokenRequestsPerDay(settings).orElse(null)),
        stored.usedBy(),
        state.version(),
        stored.createdAt(),
        stored.updatedAt());
  }
}
