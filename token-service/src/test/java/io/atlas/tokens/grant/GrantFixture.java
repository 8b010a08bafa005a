package io.atlas.tokens.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.endpoint.TokenEndpoint;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A grant with keys of its own, and a provider that behaves as it is told. */
public final class GrantFixture implements AutoCloseable {

  public static final String GOOD =
      "{\"access_token\":\"good-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

  public final FaultyHttpServer provider;
  public final List<String> outcomes = new CopyOnWriteArrayList<>();
  private final TokenEndpoint endpoint;
  private final ClientCredentialsGrant grant;
  private final IssuerMetadata issuers;
  private final Sealer sealer;

  public GrantFixture() {
    this(FaultyHttpServer.start(FaultyHttpServer.always(200, GOOD)), EndpointLimits.DEFAULT);
  }

  public GrantFixture(FaultyHttpServer provider, EndpointLimits limits) {
    this(provider, limits, new EgressGuard(EgressRules.WITH_LOOPBACK));
  }

  public GrantFixture(FaultyHttpServer provider, EndpointLimits limits, EgressGuard guard) {
    this.provider = provider;
    Clock clock = Clock.systemUTC();
    Path keys = newKeys();
    sealer = new Sealer(KeyRing.of(KeyRing.publicFile(keys, "connection-secrets"), clock));
    Opener opener = new Opener(KeyRing.of(KeyRing.privateFile(keys, "connection-secrets"), clock));
    endpoint = new TokenEndpoint(guard, limits, clock);
    grant =
        new ClientCredentialsGrant(
            endpoint,
            new SecretStore(opener, sealer),
            Providers.load(),
            new ProviderHosts(clock),
            (host, outcome, latency) -> outcomes.add(outcome),
            new SecureRandom(),
            clock);
    issuers = new IssuerMetadata(endpoint, clock);
  }

  public static EndpointLimits limits(int milliseconds) {
    return new EndpointLimits(
        Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofMillis(milliseconds), null);
  }

  private static Path newKeys() {
    try {
      Path keys = Files.createTempDirectory("atlas-test-keys");
      KeyRing.createIfAbsent(keys, "connection-secrets");
      return keys;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public SealedText seal(String secret) {
    return sealFor(provider.url("/token"), secret);
  }

  /** As extra parameters and headers are bound: to the whole token endpoint. */
  public SealedText sealExtra(String value) {
    return sealer.seal(
        new Secret(value),
        Binding.secret("acme", "orders", URI.create(provider.url("/token")), true));
  }

  public SealedText sealFor(String url, String secret) {
    return sealer.seal(new Secret(secret), Binding.secret("acme", "orders", Origin.of(url)));
  }

  public ProviderResponse ask(TestSettings settings, @Nullable String secret) {
    return askAt(provider.url("/token"), settings, secret, Purpose.USE);
  }

  public ProviderResponse test(TestSettings settings, @Nullable String secret) {
    return askAt(provider.url("/token"), settings, secret, Purpose.TEST);
  }

  public ProviderResponse askAt(
      String url, TestSettings settings, @Nullable String secret, Purpose purpose) {
    ProviderClient client =
        new ProviderClient(
            "acme",
            "orders",
            1,
            url,
            settings.build(),
            secret == null ? null : sealer.seal(new Secret(secret), binding(url)));
    try {
      return grant.ask(client, purpose, Duration.ofSeconds(15));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** Bound to where the URL leads, or somewhere harmless where it leads nowhere. */
  private static Binding binding(String url) {
    try {
      return Binding.secret("acme", "orders", Origin.of(url));
    } catch (IllegalArgumentException nowhere) {
      return Binding.secret("acme", "orders", Origin.of("https://nowhere.example"));
    }
  }

  public ProviderResponse.Granted granted() {
    return granted(ask(TestSettings.basic(), "secret"));
  }

  /** The provider answers this with status 200 and the usual content type. */
  public ProviderResponse.Granted granted(String json) {
    provider.behave(FaultyHttpServer.always(200, json));
    return granted();
  }

  public CredentialFailure refused(int status, String json) {
    provider.behave(FaultyHttpServer.always(status, json));
    return refused(ask(TestSettings.basic(), "secret"));
  }

  public static ProviderResponse.Granted granted(ProviderResponse answer) {
    assertThat(answer).isInstanceOf(ProviderResponse.Granted.class);
    return (ProviderResponse.Granted) answer;
  }

  public static CredentialFailure refused(ProviderResponse answer) {
    assertThat(answer).isInstanceOf(ProviderResponse.Refused.class);
    return ((ProviderResponse.Refused) answer).failure();
  }

  public IssuerMetadata issuers() {
    return issuers;
  }

  FaultyHttpServer.Request lastRequest() {
    return provider.requests().getLast();
  }

  @Override
  public void close() {
    endpoint.close();
    provider.close();
  }
}
