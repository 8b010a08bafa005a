package io.atlas.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtlasServicesTest {

  private static final Path IMAGE = Path.of("../../Dockerfile");

  @Test
  void servicesAreMeasuredWithTheOptionsOfTheirImage() throws IOException {
    String start =
        Files.readAllLines(IMAGE).stream()
            .filter(line -> line.startsWith("ENTRYPOINT"))
            .findFirst()
            .orElseThrow();
    List<String> ofTheImage =
        Arrays.stream(start.split("[ ;]+"))
            .filter(word -> word.startsWith("-XX:") && !word.contains("RAMPercentage"))
            .toList();
    assertThat(AtlasServices.JVM)
        .filteredOn(option -> option.startsWith("-XX:"))
        .containsExactlyInAnyOrderElementsOf(ofTheImage);
    // The heap is what that share comes to in a container of 1 GiB.
    assertThat(start).contains("-XX:InitialRAMPercentage=70", "-XX:MaxRAMPercentage=70");
    assertThat(AtlasServices.JVM).contains("-Xms716m", "-Xmx716m");
  }
}
