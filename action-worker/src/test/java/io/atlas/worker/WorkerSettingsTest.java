package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkerSettingsTest {

  @Test
  void defaults() {
    WorkerSettings properties = bind(Map.of("atlas.keys-directory", "/keys"));
    assertThat(properties)
        .isEqualTo(
            new WorkerSettings(
                Path.of("/keys"),
                new WorkerSettings.Engine("atlas-action-worker", 6_000, 4_096, 4_096, 1 << 20, 0)));
  }

  @Test
  void everySettingIsMapped() {
    WorkerSettings properties =
        bind(
            Map.of(
                "atlas.keys-directory", "/k",
                "atlas.worker.group-id", "g",
                "atlas.worker.max-in-flight", "10",
                "atlas.worker.kept-bytes", "1",
                "atlas.worker.max-response-bytes", "2"));
    assertThat(properties)
        .isEqualTo(
            new WorkerSettings(Path.of("/k"), new WorkerSettings.Engine("g", 10, 1, 4_096, 2, 0)));
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> bind(Map.of("atlas.worker.group-id", "g")))
        .rootCause()
        .hasMessageContaining("atlas.keys-directory");
    assertThatThrownBy(
            () -> bind(Map.of("atlas.keys-directory", "/k", "atlas.worker.max-in-flight", "0")))
        .rootCause()
        .hasMessageContaining("max-in-flight");
  }

  private static WorkerSettings bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("atlas", WorkerSettings.class)
        .get();
  }
}
