package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ConsoleSettingsTest {

  @Test
  void defaults() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new ConsoleSettings(
                "Atlas Actions",
                URI.create("http://localhost:9000"),
                "atlas-console",
                "s3cret",
                List.of("atlas.read", "atlas.write", "atlas.operate"),
                URI.create("http://localhost:8081"),
                Duration.ofDays(30),
                10,
                Duration.ofDays(400)));
  }

  @Test
  void everyValueCanBeSet() {
    ConsoleSettings properties =
        bind(
            Map.of(
                "atlas.audit-kept", "90d",
                "atlas.product-name", "Acme",
                "atlas.issuer", "https://id.example.com",
                "atlas.client-id", "acme",
                "atlas.sign-in-scopes", "atlas.read,atlas.platform",
                "atlas.connection-service-url", "http://connections:8081",
                "atlas.history-retention", "7d",
                "atlas.max-replays", "3"));
    assertThat(properties)
        .isEqualTo(
            new ConsoleSettings(
                "Acme",
                URI.create("https://id.example.com"),
                "acme",
                "s3cret",
                List.of("atlas.read", "atlas.platform"),
                URI.create("http://connections:8081"),
                Duration.ofDays(7),
                3,
                Duration.ofDays(90)));
  }

  @Test
  void whatCannotWorkIsRefusedAtStart() {
    assertThatThrownBy(() -> bind(Map.of("atlas.history-retention", "0d")))
        .hasRootCauseMessage("atlas.history-retention must be 1 to 366 days");
    assertThatThrownBy(() -> bind(Map.of("atlas.max-replays", "0")))
        .hasRootCauseMessage("atlas.max-replays must be 1 to 100");
    assertThatThrownBy(() -> bind(Map.of("atlas.audit-kept", "29d")))
        .hasRootCauseMessage("atlas.audit-kept must be at least 30 days");
    assertThatThrownBy(() -> bind(Map.of("atlas.client-secret", "")))
        .hasRootCauseMessage(
            "atlas.client-secret is missing: the secret of the console's client at the issuer");
  }

  @Test
  void theSecretIsNotPrinted() {
    assertThat(bind(Map.of()).toString()).doesNotContain("s3cret");
  }

  private static ConsoleSettings bind(Map<String, String> values) {
    Map<String, String> all =
        new HashMap<>(
            Map.of("atlas.client-secret", "s3cret", "atlas.issuer", "http://localhost:9000"));
    all.putAll(values);
    return new Binder(new MapConfigurationPropertySource(all))
        .bind("atlas", ConsoleSettings.class)
        .get();
  }
}
