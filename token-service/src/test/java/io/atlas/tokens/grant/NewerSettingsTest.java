package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settings that only a newer version knows")
class NewerSettingsTest {

  @Test
  void nothingIsSentAndNobodysCredentialsAreBlamed() {
    try (GrantFixture fixture = new GrantFixture()) {
      CredentialFailure failure =
          refused(fixture.ask(TestSettings.of("c", AuthMethod.UNKNOWN), "secret"));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TRANSIENT);
      assertThat(failure.hint()).contains("does not know the connection's auth method");
      assertThat(fixture.provider.requests()).isEmpty();
    }
  }
}
