package io.atlas.worker.retry;

import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The delay topics. An event goes to the largest tier not above its remaining wait, is held there
 * for the tier's time at most, and hops on; so every topic is first in, first out, and a head that
 * is not due hides nothing that is.
 */
public final class DelayTiers {

  private static final List<Topic> LONGEST_FIRST = Topic.DELAYED.reversed();
  private static final Topic SHORTEST = Topic.DELAYED.getFirst();

  private DelayTiers() {}

  /** The largest tier not above the wait; the smallest one for less than that. */
  public static Topic tierFor(Duration remaining) {
    for (Topic tier : LONGEST_FIRST) {
      if (tier.delay().compareTo(remaining) <= 0) {
        return tier;
      }
    }
    return SHORTEST;
  }

  /** How long the tier for such a wait holds an event. */
  static Duration hold(Duration remaining) {
    return tierFor(remaining).delay();
  }

  /** When a record leaves its tier: due, or the tier's delay after it was written. */
  public static Instant releaseAt(Topic tier, Instant writtenAt, Instant due) {
    Instant held = writtenAt.plus(tier.delay());
    return due.isBefore(held) ? due : held;
  }
}
