package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ConnectionServiceSettingsTest {

  private static ConnectionServiceSettings bound(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("atlas", ConnectionServiceSettings.class);
  }

  @Test
  void defaultsAreThoseOfProduction() {
    ConnectionServiceSettings settings = bound(Map.of());
    assertThat(settings.keysDirectory()).isEqualTo(Path.of(".atlas/keys"));
    assertThat(settings.credentialTestsPerMinute()).isEqualTo(600);
    assertThat(settings.deletedConnectionsKept()).isEqualTo(Duration.ofDays(30));
    assertThat(settings.auditKept()).isEqualTo(Duration.ofDays(400));
    assertThat(settings.accountStorage()).isEqualTo(DataSize.ofMegabytes(128));
  }

  @Test
  void everySettingIsMapped() {
    ConnectionServiceSettings settings =
        bound(
            Map.of(
                "atlas.keys-directory", "/keys",
                "atlas.credential-tests-per-minute", "30",
                "atlas.deleted-connections-kept", "7d",
                "atlas.audit-kept", "90d",
                "atlas.account-storage", "1GB"));
    assertThat(settings.keysDirectory()).isEqualTo(Path.of("/keys"));
    assertThat(settings.credentialTestsPerMinute()).isEqualTo(30);
    assertThat(settings.deletedConnectionsKept()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.auditKept()).isEqualTo(Duration.ofDays(90));
    assertThat(settings.accountStorage()).isEqualTo(DataSize.ofGigabytes(1));
  }

  @Test
  void unusableSettingsAreRefused() {
    assertThatThrownBy(() -> bound(Map.of("atlas.credential-tests-per-minute", "0")))
        .hasStackTraceContaining("atlas.credential-tests-per-minute");
    assertThatThrownBy(() -> bound(Map.of("atlas.deleted-connections-kept", "-1d")))
        .hasStackTraceContaining("atlas.deleted-connections-kept");
    assertThatThrownBy(() -> bound(Map.of("atlas.account-storage", "1023KB")))
        .hasStackTraceContaining("atlas.account-storage");
    assertThatThrownBy(() -> bound(Map.of("atlas.audit-kept", "29d")))
        .hasStackTraceContaining("atlas.audit-kept");
  }
}
