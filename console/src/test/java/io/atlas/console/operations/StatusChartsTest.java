package io.atlas.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.operations.StatusSample.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusChartsTest {

  private static final Instant FROM = Instant.parse("2026-11-24T08:00:00Z");
  private static final Timeline TIMELINE =
      new Timeline(FROM, FROM.plusSeconds(40), Duration.ofSeconds(10), true);

  @Test
  void requestsAreThoseOfTheStepAndNothingIsMadeUpForWhatIsNotKnown() {
    List<StatusSample> samples =
        List.of(
            sample(1, Map.of("a.example.com", 100L), 7, Map.of("1m", 3L)),
            sample(11, Map.of("a.example.com", 130L), 9, Map.of("1m", 5L)),
            // An instance ended, and took its counts along.
            sample(31, Map.of("a.example.com", 20L), 9, Map.of("1m", 0L)));
    List<Chart> charts = StatusCharts.of(TIMELINE, samples, "/operations/instances");
    assertThat(chart(charts, "tokens").csv())
        .isEqualTo(
            """
            from,a.example.com,Refused
            2026-11-24T08:00:00Z,,
            2026-11-24T08:00:10Z,30,2
            2026-11-24T08:00:20Z,,
            2026-11-24T08:00:30Z,0,0
            """
                .replace("\n", "\r\n"));
    assertThat(chart(charts, "waiting").csv())
        .contains("08:00:00Z,3\r\n", "08:00:10Z,5\r\n", "08:00:20Z,\r\n", "08:00:30Z,0\r\n");
  }

  @Test
  void whatIsBeyondEightNamesIsOfOthers() {
    Map<String, Long> waiting = new LinkedHashMap<>();
    for (int i = 1; i <= 10; i++) {
      waiting.put("tier-" + i, (long) i);
    }
    Chart chart =
        chart(StatusCharts.of(TIMELINE, List.of(sample(1, Map.of(), 0, waiting)), "/"), "waiting");
    assertThat(chart.columns()).hasSize(8);
    assertThat(chart.columns().getLast().label()).isEqualTo("Others");
    assertThat(chart.rows().getFirst().cells().getLast().value()).isEqualTo(1 + 2 + 3);
  }

  private static Chart chart(List<Chart> charts, String id) {
    return charts.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  private static StatusSample sample(
      int second, Map<String, Long> granted, long refused, Map<String, Long> waiting) {
    return new StatusSample(
        FROM.plusSeconds(second),
        1L,
        0L,
        Map.of("workers", 4L),
        waiting,
        new Requests(granted, refused));
  }
}
