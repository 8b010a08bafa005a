package io.atlas.testing.fuzz;

import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a target is tried and from which seed on, as system properties of the tests say.
 *
 * @param time for generated inputs
 * @param firstSeed the n-th input is made from this seed plus n
 * @param only whether {@code firstSeed}'s input alone is tried
 */
record FuzzPlan(Duration time, long firstSeed, boolean only) {

  /** In the build: the same inputs each time, as far as the machine gets. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final long FIXED_SEED = 1;

  static FuzzPlan ofProperties() {
    return of(System.getProperty("atlas.fuzz.seconds"), System.getProperty("atlas.fuzz.seed"));
  }

  /**
   * @param seconds of a long run, whose inputs are others each time; null for the build's
   * @param seed of one input to try again; null for all
   */
  static FuzzPlan of(@Nullable String seconds, @Nullable String seed) {
    if (seed != null) {
      return new FuzzPlan(SHORT, Long.parseLong(seed), true);
    }
    return seconds == null
        ? new FuzzPlan(SHORT, FIXED_SEED, false)
        : new FuzzPlan(
            Duration.ofSeconds(Long.parseLong(seconds)), new SecureRandom().nextInt() * 1L, false);
  }
}
