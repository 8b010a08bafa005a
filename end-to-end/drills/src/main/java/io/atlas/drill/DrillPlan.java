package io.atlas.drill;

import io.atlas.bench.report.Options;
import java.time.Duration;
import java.util.List;

/**
 * How hard a drill is.
 *
 * @param rate events a second
 * @param times disturbances
 * @param between from one's end to the next, on average
 * @param drain how long to wait for the last results
 */
public record DrillPlan(
    int rate, int times, Duration between, Duration drain, List<String> jvmOptions) {

  public DrillPlan {
    if (rate < 1 || rate > 20_000 || times < 1 || times > 200) {
      throw new IllegalArgumentException("rate must be 1 to 20000, times 1 to 200");
    }
    jvmOptions = List.copyOf(jvmOptions);
  }

  static DrillPlan of(Options options, int times) {
    DrillPlan plan =
        new DrillPlan(
            options.number("rate", 5_000),
            options.number("times", times),
            options.seconds("between", 5),
            options.seconds("drain", 300),
            options.words("jvm"));
    options.requireAllKnown();
    return plan;
  }

  /** Room for the events of all disturbances, each with a slow restart. */
  int eventsAtMost() {
    long seconds = 120 + times * (between.toSeconds() * 2 + 60);
    return (int) Math.min(200_000_000, rate * seconds);
  }
}
