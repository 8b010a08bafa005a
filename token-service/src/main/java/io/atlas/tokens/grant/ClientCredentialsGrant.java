package io.atlas.tokens.grant;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Secret;
import io.atlas.model.text.LowerCase;
import io.atlas.tokens.endpoint.EndpointOutcome;
import io.atlas.tokens.endpoint.HttpResponse;
import io.atlas.tokens.endpoint.TokenEndpoint;
import io.atlas.tokens.endpoint.TokenHttpRequest;
import io.atlas.tokens.endpoint.UnusableSettings;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  private final SecureRandom random;
  private final DpopProofs proofs;
  private final EndpointSuggestion suggestion;
  private final Clock clock;

  /**
   * @param random makes the keys that tokens are bound to
   */
  public ClientCredentialsGrant(
      TokenEndpoint endpoint,
      SecretStore secrets,
      Providers providers,
      ProviderHosts hosts,
      RequestObserver observer,
      SecureRandom random,
      Clock clock) {
    this.endpoint = endpoint;
    this.secrets = secrets;
    this.providers = providers;
    this.hosts = hosts;
    this.observer = observer;
    this.random = random;
    this.proofs = new DpopProofs(clock);
    this.suggestion = new EndpointSuggestion(new IssuerMetadata(endpoint, clock));
    this.clock = clock;
  }

  /**
   * @param patience a later response is of no use
   * @throws InterruptedException where the caller is interrupted; no response then
   */
  public ProviderResponse ask(ProviderClient client, Purpose purpose, Duration patience)
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
        if (withNext.response() instanceof ProviderResponse.Granted granted) {
          return attempt.promoted(granted, next);
        }
      }
      if (purpose == Purpose.TEST && current.invalidClient()) {
        return attempt.probed(current.response());
      }
      return purpose == Purpose.TEST ? attempt.suggested(current.response()) : current.response();
    } catch (UnusableSettings unusable) {
      return new ProviderResponse.Refused(
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

  /** One response; an outcome is about the credentials only where the provider said so itself. */
  private record Outcome(ProviderResponse response) {

    @Nullable CredentialCategory category() {
      return switch (response) {
        case ProviderResponse.Granted _ -> null;
        case ProviderResponse.Refused(CredentialFailure failure, _, _) -> failure.code();
        case ProviderResponse.HeldBack(CredentialFailure failure, _, _) -> failure.code();
      };
    }

    String name() {
      CredentialCategory category = category();
      return category == null ? "ok" : LowerCase.ascii(category.name());
    }

    boolean refusedCredentials() {
      return response instanceof ProviderResponse.Refused(CredentialFailure failure, _, _)
          && failure.code() == CredentialCategory.CREDENTIALS;
    }

    boolean invalidClient() {
      return refusedCredentials()
          && response instanceof ProviderResponse.Refused(CredentialFailure failure, _, _)
          && "invalid_client".equals(failure.providerError());
    }
  }

  /** One request after the other, each with an assertion and a proof of its own. */
  private interface RequestSource {
    TokenHttpRequest next() throws UnusableSettings;
  }

  /** The requests of one call of {@link #ask}. */
  private final class Attempt {

    private final ProviderClient client;
    private final ConnectionSettings settings;
    private final TokenRequestWriter requests;
    private final TokenResponseReader reader;
    private final Purpose purpose;
    private final Instant start;
    private final Instant deadline;

    Attempt(ProviderClient client, Purpose purpose, Instant start, Instant deadline) {
      this.client = client;
      this.settings = client.settings();
      Optional<Provider> provider = providers.find(settings.provider());
      this.requests = new TokenRequestWriter(client, provider, proofs, clock);
      this.reader = new TokenResponseReader(client, provider, secrets, observer, start, clock);
      this.purpose = purpose;
      this.start = start;
      this.deadline = deadline;
    }

    Outcome with(AuthMethod method, @Nullable SealedText sealedSecret)
        throws UnusableSettings, InterruptedException {
      Secret secret = secrets.open(sealedSecret, client);
      Secret privateKey = secrets.openKey(settings.sealedPrivateKey(), client);
      ClientKeys keys = new ClientKeys(secret, privateKey);
      SecretExtras extras = secrets.openExtras(client);
      BindingKey bindingKey = BindingKey.of(client, keys, random);
      RequestSource source = () -> requests.write(method, keys, extras, bindingKey);
      TokenHttpRequest request = source.next();
      ProviderHosts.Admission admission =
          switch (purpose) {
            case USE -> hosts.admit(client.connectionId(), origin());
            case PROBE, TEST -> new ProviderHosts.Admission.Admitted(hosts.unconditional(origin()));
          };
      return switch (admission) {
        case ProviderHosts.Admission.HeldBack(var failure, Duration retryAfter) ->
            new Outcome(new ProviderResponse.HeldBack(failure, retryAfter, latency()));
        case ProviderHosts.Admission.Admitted(var permit) ->
            send(
                request,
                source,
                permit,
                new TokenResponseReader.Shown(sealedSecret, secret, bindingKey));
      };
    }

    private Outcome send(
        TokenHttpRequest request,
        RequestSource again,
        ProviderHosts.Permit permit,
        TokenResponseReader.Shown shown)
        throws UnusableSettings, InterruptedException {
      Instant sent = clock.instant();
      Outcome outcome = null;
      try {
        EndpointOutcome reply = endpoint.post(request, Duration.between(sent, deadline));
        TokenHttpRequest last = request;
        if (wantsNonce(reply, shown.bindingKey())) {
          observer.requested(host(), "use_dpop_nonce", Duration.between(sent, clock.instant()));
          last = again.next();
          reply = endpoint.post(last, Duration.between(clock.instant(), deadline));
          wantsNonce(reply, shown.bindingKey());
        }
        outcome =
            switch (reply) {
              case EndpointOutcome.Unreachable(CredentialFailure failure) ->
                  new Outcome(reader.unreachable(failure));
              case EndpointOutcome.Responded(HttpResponse response, Instant sentAt) ->
                  new Outcome(reader.read(response, sentAt, last.redaction(), shown));
            };
        return outcome;
      } finally {
        if (outcome == null) {
          permit.givenUp();
        } else {
          Duration latency = Duration.between(sent, clock.instant());
          permit.done(outcome.category());
          observer.requested(host(), outcome.name(), latency);
        }
      }
    }

    /** Asked of every response: each may bring the nonce of the next request. */
    private boolean wantsNonce(EndpointOutcome reply, BindingKey bindingKey) {
      return bindingKey instanceof BindingKey.Dpop
          && reply instanceof EndpointOutcome.Responded(HttpResponse response, _)
          && proofs.wantsNonce(client.tokenEndpoint(), response);
    }

    private String origin() {
      return Origin.of(client.tokenEndpoint()).toString();
    }

    private String host() {
      return Origin.of(client.tokenEndpoint()).host();
    }

    /** The next secret was accepted where the current one was not: it takes its place. */
    ProviderResponse promoted(ProviderResponse.Granted granted, SealedText next)
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
      return new ProviderResponse.Granted(
          granted.token(),
          granted.bindingKey(),
          granted.tokenType(),
          granted.lifetime(),
          granted.expiresIn(),
          granted.grantedScopes(),
          granted.warnings(),
          granted.sentAt(),
          granted.latency(),
          List.of(promotion));
    }

    /** Other methods are tried only to say so: the refusal stands. */
    ProviderResponse probed(ProviderResponse refusal)
        throws UnusableSettings, InterruptedException {
      if (!(refusal instanceof ProviderResponse.Refused(var failure, var retryAfter, _))) {
        return refusal;
      }
      Secret secret = secrets.open(client.sealedSecret(), client);
      for (AuthMethod other : OtherMethods.of(settings, secret)) {
        boolean timeLeft = Duration.between(clock.instant(), deadline).toMillis() > 1_000;
        if (timeLeft
            && with(other, client.sealedSecret()).response() instanceof ProviderResponse.Granted) {
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
          return new ProviderResponse.Refused(explained, retryAfter, latency());
        }
      }
      return new ProviderResponse.Refused(failure, retryAfter, latency());
    }

    /** A person waits: the issuer may know the URL that was meant. */
    ProviderResponse suggested(ProviderResponse refusal) throws InterruptedException {
      if (!(refusal instanceof ProviderResponse.Refused(var failure, var retryAfter, _))) {
        return refusal;
      }
      Duration left = Duration.between(clock.instant(), deadline);
      CredentialFailure added = suggestion.added(failure, client, left);
      return new ProviderResponse.Refused(added, retryAfter, latency());
    }

    private Duration latency() {
      return Duration.between(start, clock.instant());
    }
  }
}
