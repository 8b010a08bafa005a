package io.atlas.tokens.compatibility;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.tokens.grant.GrantFixture;
import io.atlas.tokens.grant.TestSettings;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that says nothing but 403 to a wrong secret and decodes no Basic header: Glewlwyd, of
 * Debian's package {@code glewlwyd}; skipped where that is not installed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GlewlwydTest {

  private static final String SECRET = "a secret-100%+/x";
  private static final int SECONDS = 20;

  private Glewlwyd server;
  private GrantFixture fixture;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    boolean required = "true".equals(System.getenv("CI"));
    assumeTrue(required || Glewlwyd.isInstalled(), "the package glewlwyd is not installed");
    server = Glewlwyd.start(directory, SECONDS);
    fixture = new GrantFixture();
    server.register("basic-client", SECRET, "client_secret_basic");
    server.register("post-client", SECRET, "client_secret_post");
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
    if (fixture != null) {
      fixture.close();
    }
  }

  private ProviderResponse ask(TestSettings settings, String secret, Purpose purpose) {
    return fixture.askAt(server.tokenEndpoint(), settings.scopes("orders"), secret, purpose);
  }

  private static TestSettings raw() {
    return TestSettings.of("basic-client", AuthMethod.BASIC_RAW);
  }

  private static TestSettings post() {
    return TestSettings.of("post-client", AuthMethod.POST);
  }

  @Test
  void basicAsTheServerReadsIt() {
    ProviderResponse.Granted token = granted(ask(raw(), SECRET, Purpose.TEST));
    assertThat(token.grantedScopes()).containsExactly("orders");
    assertThat(token.expiresIn()).isEqualTo(SECONDS);
  }

  @Test
  void postWithTheSameSecret() {
    assertThat(granted(ask(post(), SECRET, Purpose.TEST)).warnings()).isEmpty();
  }

  @Test
  void anotherTokenEachTimeThatLivesAsLongAsItSays() {
    ProviderResponse.Granted first = granted(ask(post(), SECRET, Purpose.USE));
    ProviderResponse.Granted second = granted(ask(post(), SECRET, Purpose.USE));
    assertThat(second.token().value()).isNotEqualTo(first.token().value());
    assertThat(second.lifetime())
        .isBetween(Duration.ofSeconds(SECONDS - 2), Duration.ofSeconds(SECONDS));
  }

  @Test
  void aWrongSecretWithoutAWord() {
    CredentialFailure failure = refused(ask(post(), "wrong", Purpose.TEST));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.hint()).contains("Client Secret", "disabled", "scopes", "Token Endpoint");
  }

  @Test
  void theOtherMethodWithoutAWord() {
    TestSettings wrong = TestSettings.of("post-client", AuthMethod.BASIC_RAW);
    assertThat(refused(ask(wrong, SECRET, Purpose.TEST)).hint()).contains("auth method");
  }

  @Test
  void theNextSecretIsTried() throws Exception {
    server.register("rotated-client", "new-secret", "client_secret_post");
    TestSettings settings =
        TestSettings.of("rotated-client", AuthMethod.POST)
            .nextSecret(fixture.sealFor(server.tokenEndpoint(), "new-secret"));
    assertThat(granted(ask(settings, "old-secret", Purpose.USE)).promotions())
        .extracting(SecretPromotion::reason)
        .containsExactly(SecretPromotion.Reason.PROMOTED);
  }

  @Test
  void aClientThatIsSwitchedOffAndOn() throws Exception {
    server.register("switched-client", SECRET, "client_secret_post");
    TestSettings settings = TestSettings.of("switched-client", AuthMethod.POST);
    granted(ask(settings, SECRET, Purpose.USE));
    server.change("switched-client", SECRET, "client_secret_post", false);
    CredentialFailure failure = refused(ask(settings, SECRET, Purpose.USE));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.hint()).contains("disabled");
    server.change("switched-client", SECRET, "client_secret_post", true);
    granted(ask(settings, SECRET, Purpose.USE));
  }

  @Test
  void aScopeThatTheClientDoesNotHave() {
    CredentialFailure failure =
        refused(
            fixture.askAt(server.tokenEndpoint(), post().scopes("other"), SECRET, Purpose.TEST));
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.hint()).contains("Check the Scopes");
  }
}
