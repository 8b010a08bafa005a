package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class TokenServiceSettingsTest {

  private static TokenServiceSettings bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("atlas", TokenServiceSettings.class);
  }

  @Test
  void defaults() {
    TokenServiceSettings properties = bind(Map.of("atlas.keys-directory", "/keys"));
    assertThat(properties.limits().connect()).isEqualTo(Duration.ofSeconds(3));
    assertThat(properties.limits().response()).isEqualTo(Duration.ofSeconds(10));
    assertThat(properties.limits().total()).isEqualTo(Duration.ofSeconds(15));
    assertThat(properties.limits().proxy()).isNull();
    assertThat(properties.accountTokens()).isEqualTo(DataSize.ofMegabytes(64));
    assertThat(properties.tokenEndpoint().finalAfter()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void everythingCanBeSet() {
    TokenServiceSettings properties =
        bind(
            Map.of(
                "atlas.keys-directory", "/keys",
                "atlas.egress.proxy", "http://proxy:3128",
                "atlas.account-tokens", "1GB",
                "atlas.token-endpoint.connect-timeout", "1s",
                "atlas.token-endpoint.response-timeout", "2s",
                "atlas.token-endpoint.total-timeout", "4s"));
    assertThat(properties.accountTokens()).isEqualTo(DataSize.ofGigabytes(1));
    assertThat(properties.keysDirectory()).isEqualTo(Path.of("/keys"));
    assertThat(properties.limits().proxy()).isEqualTo(URI.create("http://proxy:3128"));
    assertThat(properties.limits().total()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> bind(Map.of())).rootCause().hasMessageContaining("keys-directory");
    assertThatThrownBy(
            () -> bind(Map.of("atlas.keys-directory", "/keys", "atlas.account-tokens", "1023KB")))
        .rootCause()
        .hasMessageContaining("atlas.account-tokens");
    TokenServiceSettings tooLong =
        bind(Map.of("atlas.keys-directory", "/keys", "atlas.token-endpoint.total-timeout", "30s"));
    assertThatThrownBy(tooLong::limits).hasMessageContaining("18 s");
  }
}
