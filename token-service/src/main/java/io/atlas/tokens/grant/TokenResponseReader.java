package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.http.RetryAfter;
import io.atlas.model.provider.Provider;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.diagnosis.Asked;
import io.atlas.tokens.diagnosis.Diagnosis;
import io.atlas.tokens.endpoint.HttpResponse;
import io.atlas.tokens.endpoint.UnusableSettings;
import io.atlas.tokens.token.ProviderResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token endpoint's response means for one client (RFC 6749 sections 5.1 and 5.2). */
final class TokenResponseReader {

  /** A provider that asks for more is asked again all the same. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final ProviderClient client;
  private final ConnectionSettings settings;
  private final Optional<Provider> provider;
  private final Provider.Response rules;
  private final SecretStore secrets;
  private final RequestObserver observer;
  private final Instant start;
  private final Clock clock;

  /**
   * @param start of what the client waits for
   */
  TokenResponseReader(
      ProviderClient client,
      Optional<Provider> provider,
      SecretStore secrets,
      RequestObserver observer,
      Instant start,
      Clock clock) {
    this.client = client;
    this.settings = client.settings();
    this.provider = provider;
    this.rules = provider.map(Provider::response).orElse(Provider.Response.STANDARD);
    this.secrets = secrets;
    this.observer = observer;
    this.start = start;
    this.clock = clock;
  }

  /** What the provider was shown in the request. */
  record Shown(@Nullable SealedText sealedSecret, @Nullable Secret secret, BindingKey bindingKey) {}

  ProviderResponse unreachable(CredentialFailure failure) {
    return refused(dated(failure), null);
  }

  /**
   * @param redaction of what was sent, which the response may quote
   * @throws UnusableSettings where the secret cannot be sealed anew
   */
  ProviderResponse read(HttpResponse response, Instant sentAt, Redaction redaction, Shown shown)
      throws UnusableSettings {
    ProviderClock providerClock = ProviderClock.of(response, sentAt, clock.instant());
    if (providerClock.skew() != null) {
      observer.clockSeen(Origin.of(client.tokenEndpoint()).host(), providerClock.skew());
    }
    return switch (new TokenResponseParser(rules, settings.tokenBinding()).parse(response)) {
      case TokenResponse.Token token -> {
        Confirmation confirmation = Confirmation.of(token.accessToken(), shown.bindingKey());
        yield confirmation.problem() == null
            ? granted(token, providerClock, sentAt, shown, confirmation.warnings())
            : refused(Diagnosis.unusable(confirmation.problem(), null, asked(null)), null);
      }
      case TokenResponse.Failed(var error) ->
          refused(
              SecretWarnings.added(
                  dated(Diagnosis.of(error, asked(providerClock.skew()), redaction)),
                  shown.secret()),
              askedWait(response));
      case TokenResponse.Unusable(String reason, String hint) ->
          refused(Diagnosis.unusable(reason, hint, asked(null)), null);
    };
  }

  private ProviderResponse.Granted granted(
      TokenResponse.Token token,
      ProviderClock providerClock,
      Instant sentAt,
      Shown shown,
      List<String> ofBinding)
      throws UnusableSettings {
    List<String> warnings = new ArrayList<>(token.warnings());
    warnings.addAll(ofBinding);
    TokenLifetime lifetime =
        TokenLifetime.of(token, rules, settings.defaultLifetimeSeconds(), sentAt, warnings);
    providerClock.warn(token.accessToken(), clock.instant(), warnings);
    warnings.addAll(SecretWarnings.of(shown.secret()));
    GrantedScopes scopes = GrantedScopes.of(token.scope(), settings, provider);
    warnings.addAll(scopes.warnings());
    return new ProviderResponse.Granted(
        token.accessToken(),
        shown.bindingKey().forWorkers(),
        shown.bindingKey().tokenType(),
        lifetime.life(),
        lifetime.said(),
        scopes.scopes(),
        warnings,
        sentAt,
        latency(),
        secrets.reseal(shown.sealedSecret(), client));
  }

  private ProviderResponse refused(CredentialFailure failure, @Nullable Duration retryAfter) {
    return new ProviderResponse.Refused(failure, retryAfter, latency());
  }

  private @Nullable Duration askedWait(HttpResponse response) {
    Duration asked = RetryAfter.of(response.status(), response::header, clock.instant());
    return asked != null && asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  private CredentialFailure dated(CredentialFailure failure) {
    return CertificateDates.added(failure, settings.certificate(), clock.instant());
  }

  private Asked asked(@Nullable Duration skew) {
    return new Asked(client.tokenEndpoint(), settings, provider, skew);
  }

  private Duration latency() {
    return Duration.between(start, clock.instant());
  }
}
