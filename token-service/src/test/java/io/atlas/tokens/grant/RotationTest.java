package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.ManualClock;
import io.atlas.tokens.endpoint.UnusableSettings;
import io.atlas.tokens.token.ProviderResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A next secret beside the current one, and sealing keys that change. */
class RotationTest {

  @Test
  void theNextSecretIsTriedWhereTheCurrentOneIsRefusedAndTakesItsPlace() {
    try (GrantFixture fixture = new GrantFixture()) {
      fixture.provider.behave((request, exchange) -> {
        // client:new
        boolean right = request.header("authorization").equals("Basic Y2xpZW50Om5ldw==");
        exchange.json(
            right ? 200 : 401, right ? GrantFixture.GOOD : "{\"error\":\"invalid_client\"}");
      });
      TestSettings settings = TestSettings.basic().nextSecret(fixture.seal("new"));
      ProviderResponse.Granted granted = granted(fixture.ask(settings, "old"));
      assertThat(granted.promotions())
          .singleElement()
          .matches(promotion -> promotion.reason() == SecretPromotion.Reason.PROMOTED);
      assertThat(fixture.provider.requests()).hasSize(2);
      assertThat(refused(fixture.ask(TestSettings.basic(), "old")).code())
          .isEqualTo(CredentialCategory.CREDENTIALS);
    }
  }

  @Test
  void theNextSecretIsLeftAloneWhileTheCurrentOneWorksOrTheProviderIsAway() {
    try (GrantFixture fixture = new GrantFixture()) {
      TestSettings settings = TestSettings.basic().nextSecret(fixture.seal("new"));
      assertThat(granted(fixture.ask(settings, "old")).promotions()).isEmpty();
      assertThat(fixture.provider.requests()).hasSize(1);
      fixture.provider.behave(FaultyHttpServer.always(503, ""));
      refused(fixture.ask(settings, "old"));
      assertThat(fixture.provider.requests()).hasSize(2);
    }
  }

  @Test
  void aSecretSealedToAnOlderKeyIsSealedAgain(@TempDir Path keys) throws Exception {
    KeyRing.createIfAbsent(keys, "connection-secrets");
    ManualClock clock = ManualClock.atNoon();
    Path publicFile = KeyRing.publicFile(keys, "connection-secrets");
    ProviderClient client = client("https://idp.example.com/token");
    SealedText old = new Sealer(KeyRing.of(publicFile, clock)).seal(new Secret("s"), binding());
    String added = KeyRing.add(keys, "connection-secrets");
    KeyRing.promote(keys, "connection-secrets", added);
    Opener opener = new Opener(KeyRing.of(KeyRing.privateFile(keys, "connection-secrets"), clock));
    SecretStore store = new SecretStore(opener, new Sealer(KeyRing.of(publicFile, clock)));
    SecretPromotion promotion = store.reseal(old, client).getFirst();
    assertThat(promotion.reason()).isEqualTo(SecretPromotion.Reason.RESEALED);
    assertThat(promotion.replaces()).isEqualTo(old);
    SealedText fresh = promotion.sealedSecret();
    assertThat(store.open(fresh, client)).isEqualTo(new Secret("s"));
    assertThat(store.reseal(fresh, client)).isEmpty();
  }

  @Test
  void anUnknownKeyIsPassingAndNeverARefusedCredential(@TempDir Path mine, @TempDir Path theirs)
      throws Exception {
    KeyRing.createIfAbsent(mine, "connection-secrets");
    KeyRing.createIfAbsent(theirs, "connection-secrets");
    ManualClock clock = ManualClock.atNoon();
    Sealer foreign =
        new Sealer(KeyRing.of(KeyRing.publicFile(theirs, "connection-secrets"), clock));
    SealedText sealed = foreign.seal(new Secret("s"), binding());
    SecretStore store =
        new SecretStore(
            new Opener(KeyRing.of(KeyRing.privateFile(mine, "connection-secrets"), clock)),
            foreign);
    try {
      store.open(sealed, client("https://idp.example.com/token"));
      throw new AssertionError("opened");
    } catch (UnusableSettings unusable) {
      assertThat(unusable.failure().code()).isEqualTo(CredentialCategory.TRANSIENT);
    }
    // The key file is brought up to date: the next look finds the key.
    for (String name :
        new String[] {"connection-secrets.private.jwks", "connection-secrets.public.jwks"}) {
      java.nio.file.Files.copy(
          theirs.resolve(name),
          mine.resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    clock.advance(Duration.ofSeconds(2));
    assertThat(store.open(sealed, client("https://idp.example.com/token")))
        .isEqualTo(new Secret("s"));
  }

  @Test
  void aSecretIsSentOnlyToTheOriginItWasSealedFor() {
    try (GrantFixture fixture = new GrantFixture()) {
      SealedText elsewhere = fixture.sealFor("https://elsewhere.example/token", "new");
      TestSettings settings = TestSettings.basic().nextSecret(elsewhere);
      fixture.provider.behave(FaultyHttpServer.always(401, "{\"error\":\"invalid_client\"}"));
      assertThat(refused(fixture.ask(settings, "old")).code())
          .isEqualTo(CredentialCategory.REQUEST_SHAPE);
      assertThat(fixture.provider.requests()).hasSize(1);
    }
  }

  private static Binding binding() {
    return Binding.secret("acme", "orders", Origin.of("https://idp.example.com/token"));
  }

  private static ProviderClient client(String url) {
    return new ProviderClient("acme", "orders", 1, url, TestSettings.basic().build(), null);
  }
}
