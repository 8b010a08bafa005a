package io.atlas.worker.lane;

import io.atlas.model.event.FailureCategory;
import org.jspecify.annotations.Nullable;

/** Whether a work may wait for its start here. */
public sealed interface Admission {

  Admission ADMITTED = new Admitted();

  /** For the worker's own limits, of which the event's owner need not know. */
  Park FOR_LIMITS = new Park(null);

  /** It starts when its turn comes. */
  record Admitted() implements Admission {}

  /**
   * It would only wait: it is retried later, which uses up no attempt.
   *
   * @param why where the event's owner should know; null for our own limits
   */
  record Park(@Nullable FailureCategory why) implements Admission {}
}
