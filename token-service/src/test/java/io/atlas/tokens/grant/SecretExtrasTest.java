package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Extra parameters and headers that are keys. */
class SecretExtrasTest {

  @Test
  void theyAreSentBesideTheOthers() {
    try (GrantFixture fixture = new GrantFixture()) {
      TestSettings settings =
          TestSettings.basic()
              .headers(Map.of("X-Tenant", "seven"))
              .secretHeader("Ocp-Apim-Subscription-Key", fixture.sealExtra("subscription-key-1"))
              .secretParameter("api_key", fixture.sealExtra("a b&c"));
      granted(fixture.ask(settings, "secret"));
      FaultyHttpServer.Request sent = fixture.lastRequest();
      assertThat(sent.header("ocp-apim-subscription-key")).isEqualTo("subscription-key-1");
      assertThat(sent.header("x-tenant")).isEqualTo("seven");
      assertThat(sent.body()).contains("api_key=a+b%26c");
    }
  }

  @Test
  void theyAreNotShownWhereTheProviderQuotesThem() {
    try (GrantFixture fixture = new GrantFixture()) {
      fixture.provider.behave(
          FaultyHttpServer.always(
              403,
              "{\"error\":\"access_denied\",\"error_description\":\"no such key"
                  + " subscription-key-1 or parameter-key-22\"}"));
      CredentialFailure failure =
          refused(
              fixture.ask(
                  TestSettings.basic()
                      .secretHeader("X-Key", fixture.sealExtra("subscription-key-1"))
                      .secretParameter("key", fixture.sealExtra("parameter-key-22")),
                  "secret"));
      assertThat(failure.providerErrorDescription())
          .startsWith("no such key")
          .doesNotContain("subscription-key")
          .doesNotContain("parameter-key");
    }
  }

  @Test
  void oneThatIsBoundElsewhereIsNotSent() {
    try (GrantFixture fixture = new GrantFixture()) {
      CredentialFailure failure =
          refused(
              fixture.ask(
                  TestSettings.basic()
                      .secretHeader("X-Key", fixture.sealFor("https://other.example/token", "k")),
                  "secret"));
      assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
      assertThat(fixture.provider.requests()).isEmpty();
    }
  }
}
