package io.atlas.tokens.grant;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Provider.Assertion.Audience;
import io.atlas.model.provider.Providers;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.diagnosis.Diagnosis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One token for one client (RFC 6749 section 4.4): open the secrets, ask the provider, read what it
 * says; where it refuses the current secret, ask with the next one. Blocking; thread-safe.
 */
public final class ClientCredentialsGrant {

  private final TokenEndpoint endpoint;
  private final SecretStore secrets;
  private final Providers providers;
  private final ProviderHosts hosts;
  private final RequestObserver observer;
  private final Clock clock;

  public ClientCredentialsGrant(
      TokenEndpoint endpoint,
      SecretStore secrets,
      Providers providers,
      ProviderHosts hosts,
      RequestObserver observer,
      Clock clock) {
    this.endpoint = endpoint;
    this.secrets = secrets;
    this.providers = providers;
    this.hosts = hosts;
    this.observer = observer;
    this.clock = clock;
  }

  /** What the token is for: only a test looks for the method that the provider would accept. */
  public enum Purpose {
    USE,
    TEST
  }

  /**
   * @param patience no later is an answer of use
   * @throws InterruptedException where the caller is interrupted; no answer then
   */
  public ProviderAnswer ask(ProviderClient client, Purpose purpose, Duration patience)
      throws InterruptedException {
    Instant start = clock.instant();
    Instant deadline = start.plus(patience);
    try {
      requireWellFormed(client.tokenEndpoint());
      Attempt attempt = new Attempt(client, purpose, start, deadline);
      Outcome current = attempt.with(client.settings().authMethod(), client.sealedSecret());
      SealedText next = client.settings().sealedNextSecret();
      if (current.refusedCredentials() && next != null) {
        Outcome withNext = attempt.with(client.settings().authMethod(), next);
        if (withNext.answer() instanceof ProviderAnswer.Granted granted) {
          return attempt.promoted(granted, next);
        }
      }
      if (purpose == Purpose.TEST && current.invalidClient()) {
        return attempt.probed(current.answer());
      }
      return current.answer();
    } catch (UnusableSettings unusable) {
      return new ProviderAnswer.Refused(
          unusable.failure(), null, Duration.between(start, clock.instant()));
    }
  }

  /** Before anything else: a seal is bound to the origin, which a malformed URL has not. */
  private static void requireWellFormed(String tokenEndpoint) throws UnusableSettings {
    switch (EgressGuard.checkForm(tokenEndpoint)) {
      case EgressGuard.Verdict.Allowed _, EgressGuard.Verdict.Unresolvable _ -> {}
      case EgressGuard.Verdict.Malformed(String reason) ->
          throw UnusableSettings.shape("The Token Endpoint must " + reason + ".");
      case EgressGuard.Verdict.Blocked _ ->
          throw new UnusableSettings(CredentialFailure.of(CredentialCategory.BLOCKED_ADDRESS));
    }
  }

  /** One answer; an outcome is about the credentials only where the provider said so itself. */
  private record Outcome(ProviderAnswer answer) {

    @Nullable CredentialCategory category() {
      return switch (answer) {
        case ProviderAnswer.Granted _ -> null;
        case ProviderAnswer.Refused(CredentialFailure failure, _, _) -> failure.code();
      };
    }

    String name() {
      CredentialCategory category = category();
      return category == null ? "ok" : category.name().toLowerCase(Locale.ROOT);
    }

    boolean refusedCredentials() {
      return answer instanceof ProviderAnswer.Refused(CredentialFailure failure, _, _)
          && failure.code() == CredentialCategory.CREDENTIALS;
    }

    boolean invalidClient() {
      return refusedCredentials()
          && answer instanceof ProviderAnswer.Refused(CredentialFailure failure, _, _)
          && "invalid_client".equals(failure.providerError());
    }
  }

  /** The requests of one call of {@link #ask}. */
  private final class Attempt {

    private final ProviderClient client;
    private final ConnectionSettings settings;
    private final Optional<Provider> provider;
    private final Purpose purpose;
    private final Instant start;
    private final Instant deadline;

    Attempt(ProviderClient client, Purpose purpose, Instant start, Instant deadline) {
      this.client = client;
      this.settings = client.settings();
      this.provider = providers.find(settings.provider());
      this.purpose = purpose;
      this.start = start;
      this.deadline = deadline;
    }

    Outcome with(AuthMethod method, @Nullable SealedText sealedSecret)
        throws UnusableSettings, InterruptedException {
      Secret secret = secrets.open(sealedSecret, client);
      Secret privateKey = secrets.openKey(settings.sealedPrivateKey(), client);
      TokenHttpRequest request =
          request(method, new ClientKeys(secret, privateKey), secrets.openExtras(client));
      ProviderHosts.Admission admission =
          switch (purpose) {
            case USE -> hosts.admit(host());
            case TEST -> new ProviderHosts.Admission.Admitted(hosts.unconditional());
          };
      return switch (admission) {
        case ProviderHosts.Admission.HeldBack(var failure, Duration retryAfter) ->
            refused(failure, retryAfter);
        case ProviderHosts.Admission.Admitted(var permit) ->
            send(request, permit, sealedSecret, secret);
      };
    }

    private Outcome send(
        TokenHttpRequest request,
        ProviderHosts.Permit permit,
        @Nullable SealedText sealedSecret,
        @Nullable Secret secret)
        throws UnusableSettings, InterruptedException {
      Instant sent = clock.instant();
      Outcome outcome = null;
      try {
        outcome =
            switch (endpoint.post(request, Duration.between(sent, deadline))) {
              case Reply.Unreachable(CredentialFailure failure) -> refused(failure, null);
              case Reply.Answered(HttpAnswer answer, Instant sentAt) ->
                  read(answer, sentAt, request.redaction(), sealedSecret, secret);
            };
        return outcome;
      } finally {
        if (outcome == null) {
          permit.givenUp();
        } else {
          Duration latency = Duration.between(sent, clock.instant());
          permit.done(outcome.category(), latency);
          observer.requested(host(), outcome.name(), latency);
        }
      }
    }

    private String host() {
      return Origin.of(client.tokenEndpoint()).host();
    }

    private TokenHttpRequest request(AuthMethod method, ClientKeys keys, SecretExtras extras)
        throws UnusableSettings {
      TokenRequestDraft draft = new TokenRequestDraft();
      conceal(draft, keys.secret());
      conceal(draft, keys.privateKey());
      extras.parameters().values().forEach(draft::conceal);
      extras.headers().values().forEach(draft::conceal);
      RequestParameters.put(draft, settings, provider, extras);
      ClientAuthentication.of(method, assertionDefaults(), clock).prove(draft, client, keys);
      boolean certificate = settings.certificate() != null && method != AuthMethod.PRIVATE_KEY_JWT;
      draft.tls(
          new TlsMaterial(
              certificate ? settings.certificate() : null,
              certificate ? keys.requirePrivateKey() : null,
              settings.caCertificates()));
      return draft.build(client.tokenEndpoint(), settings.bodyFormat());
    }

    private Outcome read(
        HttpAnswer answer,
        Instant sentAt,
        Redaction redaction,
        @Nullable SealedText sealedSecret,
        @Nullable Secret secret)
        throws UnusableSettings {
      Provider.Answer rules = provider.map(Provider::answer).orElse(Provider.Answer.STANDARD);
      return switch (new TokenResponseParser(rules).parse(answer)) {
        case TokenResponse.Token token ->
            new Outcome(granted(token, rules, sentAt, sealedSecret, secret));
        case TokenResponse.Failed(var error) ->
            refused(
                Diagnosis.of(error, client.tokenEndpoint(), provider, redaction),
                RetryAfter.of(answer, clock));
        case TokenResponse.Unusable(String reason) ->
            refused(
                new CredentialFailure(
                    CredentialCategory.BAD_RESPONSE,
                    null,
                    reason,
                    CredentialCategory.BAD_RESPONSE.hint()),
                null);
      };
    }

    private ProviderAnswer.Granted granted(
        TokenResponse.Token token,
        Provider.Answer rules,
        Instant sentAt,
        @Nullable SealedText sealedSecret,
        @Nullable Secret secret)
        throws UnusableSettings {
      List<String> warnings = new ArrayList<>(token.warnings());
      TokenLifetime lifetime =
          TokenLifetime.of(token, rules, settings.defaultLifetimeSeconds(), sentAt, warnings);
      warnings.addAll(SecretWarnings.of(secret));
      GrantedScopes scopes = GrantedScopes.of(token.scope(), settings, provider);
      warnings.addAll(scopes.warnings());
      return new ProviderAnswer.Granted(
          token.accessToken(),
          "Bearer",
          lifetime.life(),
          lifetime.said(),
          scopes.scopes(),
          warnings,
          sentAt,
          latency(),
          secrets.reseal(sealedSecret, client));
    }

    /** The next secret was accepted where the current one was not: it takes its place. */
    ProviderAnswer promoted(ProviderAnswer.Granted granted, SealedText next)
        throws UnusableSettings {
      SealedText current = client.sealedSecret();
      Secret secret = secrets.open(next, client);
      if (current == null || secret == null) {
        return granted;
      }
      SecretPromotion promotion =
          new SecretPromotion(
              SecretPromotion.Reason.PROMOTED,
              client.accountId(),
              current,
              secrets.seal(secret, client));
      return new ProviderAnswer.Granted(
          granted.token(),
          granted.tokenType(),
          granted.lifetime(),
          granted.expiresIn(),
          granted.grantedScopes(),
          granted.warnings(),
          granted.sentAt(),
          granted.latency(),
          List.of(promotion));
    }

    /** At most one other method is tried, and only to say so: the refusal stands. */
    ProviderAnswer probed(ProviderAnswer refusal) throws UnusableSettings, InterruptedException {
      if (!(refusal instanceof ProviderAnswer.Refused(var failure, var retryAfter, _))) {
        return refusal;
      }
      AuthMethod other = otherMethod(settings.authMethod());
      boolean timeLeft = Duration.between(clock.instant(), deadline).toMillis() > 1_000;
      if (other == null || !timeLeft) {
        return refusal;
      }
      Outcome probe = with(other, client.sealedSecret());
      if (!(probe.answer() instanceof ProviderAnswer.Granted)) {
        return new ProviderAnswer.Refused(failure, retryAfter, latency());
      }
      CredentialFailure explained =
          new CredentialFailure(
              failure.code(),
              failure.providerError(),
              failure.providerErrorDescription(),
              "The provider accepts these credentials by the auth method "
                  + other.wireName()
                  + ": choose it instead of "
                  + settings.authMethod().wireName()
                  + ".");
      return new ProviderAnswer.Refused(explained, retryAfter, latency());
    }

    private static @Nullable AuthMethod otherMethod(AuthMethod refused) {
      return switch (refused) {
        case BASIC, BASIC_RAW -> AuthMethod.POST;
        case POST -> AuthMethod.BASIC;
        case CLIENT_SECRET_JWT, PRIVATE_KEY_JWT, TLS_CLIENT_AUTH -> null;
      };
    }

    private AssertionDefaults assertionDefaults() {
      Provider.Assertion rules =
          provider.map(Provider::assertion).orElse(Provider.Assertion.STANDARD);
      String audience =
          rules.audience() == Audience.ORIGIN
              ? Origin.of(client.tokenEndpoint()).scheme()
                  + "://"
                  + Origin.of(client.tokenEndpoint()).host()
              : client.tokenEndpoint();
      return new AssertionDefaults(audience, rules.type());
    }

    private Outcome refused(CredentialFailure failure, @Nullable Duration retryAfter) {
      return new Outcome(new ProviderAnswer.Refused(failure, retryAfter, latency()));
    }

    private Duration latency() {
      return Duration.between(start, clock.instant());
    }

    private static void conceal(TokenRequestDraft draft, @Nullable Secret secret) {
      if (secret != null) {
        draft.conceal(secret);
      }
    }
  }
}
