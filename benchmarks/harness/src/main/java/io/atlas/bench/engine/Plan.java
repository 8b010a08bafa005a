package io.atlas.bench.engine;

import io.atlas.bench.report.Options;
import java.time.Duration;
import java.util.List;

/**
 * How one trial goes.
 *
 * @param coldEvents waiting when the candidate starts
 * @param warmUp at least this long before anything is measured
 * @param paced how long events come at an even rate
 * @param pacedAtMost that rate, unless half the candidate's own is less
 * @param measured how long the backlog is measured at most
 * @param backlogAtMost events
 * @param tokenDelay how long a token takes
 */
record Plan(
    int coldEvents,
    Duration warmUp,
    Duration paced,
    int pacedAtMost,
    Duration measured,
    int backlogAtMost,
    Duration tokenDelay,
    List<String> jvmOptions) {

  static Plan of(Options options) {
    return new Plan(
        options.number("cold", 2_000),
        options.seconds("warm-up", 60),
        options.seconds("paced", 10),
        options.number("rate", 1_000),
        options.seconds("seconds", 15),
        options.number("backlog", 2_000_000),
        options.millis("token-delay", 200),
        options.words("jvm"));
  }
}
