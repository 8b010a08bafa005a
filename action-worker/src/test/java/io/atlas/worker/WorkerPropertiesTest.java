package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkerPropertiesTest {

  @Test
  void defaults() {
    WorkerProperties properties = bind(Map.of("atlas.keys-directory", "/keys"));
    assertThat(properties)
        .isEqualTo(
            new WorkerProperties(
                "atlas.",
                Path.of("/keys"),
                new WorkerProperties.Egress(List.of()),
                new WorkerProperties.Engine(
                    "atlas-action-worker", 6_000, 4_096, 4_096, 1 << 20, 0)));
  }

  @Test
  void everySettingIsMapped() {
    WorkerProperties properties =
        bind(
            Map.of(
                "atlas.topic-prefix", "x.",
                "atlas.keys-directory", "/k",
                "atlas.egress.allowed", "127.0.0.0/8,::1/128",
                "atlas.worker.group-id", "g",
                "atlas.worker.max-in-flight", "10",
                "atlas.worker.kept-bytes", "1",
                "atlas.worker.max-response-bytes", "2"));
    assertThat(properties)
        .isEqualTo(
            new WorkerProperties(
                "x.",
                Path.of("/k"),
                new WorkerProperties.Egress(List.of("127.0.0.0/8", "::1/128")),
                new WorkerProperties.Engine("g", 10, 1, 4_096, 2, 0)));
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> bind(Map.of("atlas.topic-prefix", "x.")))
        .rootCause()
        .hasMessageContaining("atlas.keys-directory");
    assertThatThrownBy(
            () -> bind(Map.of("atlas.keys-directory", "/k", "atlas.worker.max-in-flight", "0")))
        .rootCause()
        .hasMessageContaining("max-in-flight");
  }

  private static WorkerProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("atlas", WorkerProperties.class)
        .get();
  }
}
