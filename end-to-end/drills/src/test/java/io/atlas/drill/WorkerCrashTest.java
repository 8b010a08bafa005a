package io.atlas.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One kill; {@code ./atlas drill crash} does twenty under more load. */
class WorkerCrashTest {

  @Test
  @DisplayName("I1, I2: a killed worker loses no event and repeats only what was not committed")
  void losesNothing(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path work) {
    List<String> startQuickly = List.of("-XX:TieredStopAtLevel=1");
    DrillPlan plan =
        new DrillPlan(200, 1, Duration.ofSeconds(3), Duration.ofMinutes(2), startQuickly);

    Verdict verdict = new CrashDrill(plan, work).workerKilled();

    assertThat(verdict.fired()).as("%s", verdict).isPositive();
    assertThat(verdict.finished()).as("%s", verdict).isEqualTo(verdict.fired());
    assertThat(verdict.failed()).as("%s", verdict).isZero();
    assertThat(verdict.otherKeys()).as("%s", verdict).isZero();
    assertThat(verdict.repeats()).as("%s", verdict).isLessThanOrEqualTo(verdict.uncommitted());
    assertThat(verdict.uncovered()).as("%s", verdict).isZero();
    assertThat(verdict.good()).as("%s", verdict).isTrue();
  }
}
