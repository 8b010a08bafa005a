package io.atlas.worker.work;

/**
 * How far it has been found that an event ends workers, in rising order. A worker's death says that
 * one of those that were under way may have ended it; each stage narrows them down.
 */
public enum Suspicion {
  NONE(0),

  /** It had been read and was not done when a worker died; most such are bystanders. */
  READ(1),

  /** It was under way in one more death, beside a bounded number of others. */
  STARTED(2),

  /** It was under way for long in one more death, beside others that were, too. */
  LINGERED(2),

  /** It was under way in a death alone: it is not started again. */
  POISON(3);

  private final int deaths;

  Suspicion(int deaths) {
    this.deaths = deaths;
  }

  /** In how many deaths of a worker it was under way, for all that is known. */
  public int deaths() {
    return deaths;
  }

  /** What a copy of the event that tells of so many deaths comes with; others' numbers too. */
  public static Suspicion after(long deaths) {
    if (deaths >= POISON.deaths) {
      return POISON;
    }
    return deaths == STARTED.deaths ? STARTED : deaths == READ.deaths ? READ : NONE;
  }

  /**
   * What it comes to when the worker that had read it died.
   *
   * @param onTrial whether it had been named as under way before it was started
   */
  public Suspicion afterDeath(boolean onTrial) {
    return switch (this) {
      case NONE -> READ;
      case READ -> onTrial ? STARTED : READ;
      case STARTED, LINGERED -> onTrial ? POISON : this;
      case POISON -> POISON;
    };
  }
}
