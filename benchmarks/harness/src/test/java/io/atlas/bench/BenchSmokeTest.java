package io.atlas.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atlas.bench.engine.EngineBench;
import io.atlas.bench.latency.LatencyBench;
import io.atlas.bench.report.Options;
import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The benchmarks run and measure something; their figures mean nothing here. */
class BenchSmokeTest {

  private static final Path ECHO = Path.of("/usr/lib/nginx/modules/ngx_http_echo_module.so");

  private static final String START_QUICKLY = "-XX:TieredStopAtLevel=1";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path work;

  @Test
  void comparesTheEngineWithAPeer() throws IOException {
    assumeTrue(
        Files.exists(ECHO) || "true".equals(System.getenv("CI")),
        "needs nginx with its echo module");
    Options options =
        new Options(
            List.of(
                "--subjects", "atlas,parallel-consumer",
                "--jvm", START_QUICKLY,
                "--delays", "20",
                "--cold", "200",
                "--warm-up", "2",
                "--paced", "2",
                "--rate", "50",
                "--seconds", "2",
                "--backlog", "5000"));

    boolean complete = EngineBench.run(options, work, work.resolve("results"));

    assertThat(complete).isTrue();

    JsonNode rows = rows();
    assertThat(rows.size()).isEqualTo(2);
    for (JsonNode row : rows) {
      assertThat(row.get("measured").asLong()).as("%s", row).isPositive();
      assertThat(row.get("not succeeded").asLong()).as("%s", row).isZero();
      assertThat(row.get("token requests").asInt()).as("%s", row).isPositive();
    }
    assertThat(rows.get(0).get("candidate").asString()).isEqualTo("atlas");
    assertThat(rows.get(0).get("token requests").asInt()).isEqualTo(1);
  }

  @Test
  void timesTheWayToTheTarget() throws IOException {
    Options options =
        new Options(
            List.of(
                "--subjects", "atlas",
                "--jvm", START_QUICKLY,
                "--rate", "50",
                "--warm-up", "2",
                "--seconds", "2"));

    boolean complete = LatencyBench.run(options, work, work.resolve("results"));

    assertThat(complete).isTrue();

    JsonNode row = rows().get(0);
    assertThat(row.get("never arrived").asInt()).isZero();
    assertThat(row.get("measured").asInt()).isGreaterThanOrEqualTo(100);
  }

  private JsonNode rows() throws IOException {
    try (Stream<Path> files = Files.list(work.resolve("results"))) {
      return EventJson.MAPPER
          .readTree(Files.readString(files.findFirst().orElseThrow()))
          .get("rows");
    }
  }
}
