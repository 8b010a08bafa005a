package io.atlas.tokens.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Secret;
import io.atlas.testing.ManualClock;
import io.atlas.tokens.grant.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A book, a clock that moves by hand, and answers as a provider gives them. */
final class BookFixture {

  private static final Providers PROVIDERS = Providers.load();
  static final RefreshPolicy POLICY = new RefreshPolicy(() -> 0.5, RefreshPolicy.FINAL_AFTER);
  private static final GrantSeal SEAL =
      new GrantSeal((token, binding) -> sealed(token.value()), POLICY);

  final ManualClock clock = ManualClock.atNoon();
  final AccountTokens accounts;
  final TokenBook book;
  private final String connectionId;
  private @Nullable TokenState published;

  BookFixture() {
    this(null);
  }

  BookFixture(@Nullable TokenState found) {
    this("orders", found, new AccountTokens(Long.MAX_VALUE));
  }

  BookFixture(String connectionId, @Nullable TokenState found, AccountTokens accounts) {
    this.connectionId = connectionId;
    this.accounts = accounts;
    published = found;
    book =
        new TokenBook(
            connectionId,
            found,
            SEAL,
            POLICY,
            PROVIDERS,
            accounts,
            new AtomicLong()::incrementAndGet);
    connect(1, 1);
  }

  /** As long as what a real seal makes of it, but for some hundred characters. */
  private static SealedText sealed(String token) {
    return new SealedText("a.b.c.d." + "e".repeat(token.length() * 4 / 3));
  }

  static ConnectionState connection(
      long version, long credentialsVersion, ConnectionSettings settings) {
    return new ConnectionState(
        version,
        credentialsVersion,
        "acme",
        "Orders",
        "https://idp.example.com/token",
        settings,
        List.of(),
        null);
  }

  List<Effect> connect(long version, long credentialsVersion) {
    return note(
        book.connection(connection(version, credentialsVersion, TestSettings.basic().build())));
  }

  List<Effect> connect(@Nullable ConnectionState connection) {
    return note(book.connection(connection));
  }

  List<Effect> ask(TokenRequest request) {
    return note(book.request(request, clock.instant(), clock.instant()));
  }

  List<Effect> missing() {
    return ask(TokenRequest.missing(1, "worker"));
  }

  List<Effect> answer(long call, ProviderResponse answer) {
    return note(book.responded(call, answer, clock.instant()));
  }

  List<Effect> note(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Publish(var state)) {
        published = state;
        accounts.hold(connectionId, "acme", state);
      }
    }
    return effects;
  }

  /** What stands on {@code tokens}. */
  Optional<TokenState> published() {
    return Optional.ofNullable(published);
  }

  TokenState.Grant grant() {
    assertThat(published).isNotNull();
    assertThat(published.grant()).isNotNull();
    return published.grant();
  }

  TokenState.Denial denied() {
    assertThat(published).isNotNull();
    assertThat(published.denied()).isNotNull();
    return published.denied();
  }

  /** Obtains a token from nothing. */
  TokenState.Grant obtain(String token, Duration lifetime) {
    answer(call(missing()), granted(token, lifetime));
    return grant();
  }

  ProviderResponse.Granted granted(String token, Duration lifetime) {
    return granted(token, lifetime, clock.instant());
  }

  static ProviderResponse.Granted granted(String token, Duration lifetime, Instant sentAt) {
    return new ProviderResponse.Granted(
        new Secret(token),
        null,
        "Bearer",
        lifetime,
        lifetime.toSeconds(),
        List.of(),
        List.of(),
        sentAt,
        Duration.ofMillis(20),
        List.of());
  }

  static ProviderResponse.Refused refused(CredentialCategory category) {
    return refused(category, null);
  }

  static ProviderResponse.Refused refused(
      CredentialCategory category, @Nullable Duration retryAfter) {
    return new ProviderResponse.Refused(
        CredentialFailure.of(category), retryAfter, Duration.ofMillis(20));
  }

  /** Of the one request that was sent. */
  static long call(List<Effect> effects) {
    List<Effect.Ask> asks = asks(effects);
    assertThat(asks).hasSize(1);
    return asks.getFirst().call();
  }

  static List<Effect.Ask> asks(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Ask.class::isInstance)
        .map(Effect.Ask.class::cast)
        .toList();
  }
}
