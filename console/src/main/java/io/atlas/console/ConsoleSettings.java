package io.atlas.console;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the console, under {@code atlas}.
 *
 * @param productName stands at the top of every page, for a white label
 * @param issuer the OpenID issuer that people sign in at
 * @param clientId the console's own client at the issuer
 * @param clientSecret of that client
 * @param signInScopes asked for when a person signs in; the issuer grants of them what is the
 *     person's, and has to know each: many refuse a sign-in that asks for one they don't know
 * @param connectionServiceUrl base address of the connection-service
 * @param historyRetention executions that fired longer ago are dropped, a day at a time; 1 to 366
 *     days
 * @param maxReplays how often one event may be replayed on purpose; 1 to 100
 * @param auditKept how long it is known who replayed and cancelled what; at least 30 days
 */
@ConfigurationProperties("atlas")
public record ConsoleSettings(
    @DefaultValue("Atlas Actions") String productName,
    URI issuer,
    @DefaultValue("atlas-console") String clientId,
    String clientSecret,
    @DefaultValue({"atlas.read", "atlas.write", "atlas.operate"}) List<String> signInScopes,
    @DefaultValue("http://localhost:8081") URI connectionServiceUrl,
    @DefaultValue("30d") Duration historyRetention,
    @DefaultValue("10") int maxReplays,
    @DefaultValue("400d") Duration auditKept) {

  /** The table keeps what is younger, whoever asks. */
  private static final int SHORTEST_AUDIT_DAYS = 30;

  public ConsoleSettings {
    signInScopes = List.copyOf(signInScopes);
    if (issuer == null || issuer.toString().isBlank()) {
      throw new IllegalArgumentException(
          "atlas.issuer is missing: the URL of the OpenID issuer that people sign in at");
    }
    if (clientSecret == null || clientSecret.isBlank()) {
      throw new IllegalArgumentException(
          "atlas.client-secret is missing: the secret of the console's client at the issuer");
    }
    if (historyRetention.toDays() < 1 || historyRetention.toDays() > 366) {
      throw new IllegalArgumentException("atlas.history-retention must be 1 to 366 days");
    }
    if (maxReplays < 1 || maxReplays > 100) {
      throw new IllegalArgumentException("atlas.max-replays must be 1 to 100");
    }
    if (auditKept.toDays() < SHORTEST_AUDIT_DAYS) {
      throw new IllegalArgumentException("atlas.audit-kept must be at least 30 days");
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ConsoleSettings[issuer=%s, clientId=%s, connectionServiceUrl=%s]"
        .formatted(issuer, clientId, connectionServiceUrl);
  }
}
