package io.atlas.worker.result;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of an event, as it goes onto topics. */
public sealed interface Outcome {

  /** Executed; the result is all there is to say. */
  record Succeeded(ActionExecuted result) implements Outcome {}

  /**
   * To be tried again.
   *
   * @param topic where it waits
   * @param due no attempt before it
   * @param attempt that comes next
   * @param reason why it waits, null for none that the event's owner should see
   * @param result null where nothing new is to be told
   * @param mayBeUnderWay whether the attempt left open whether the target carried it out
   */
  record Delayed(
      Topic topic,
      Instant due,
      int attempt,
      @Nullable FailureCategory reason,
      @Nullable ActionExecuted result,
      boolean mayBeUnderWay)
      implements Outcome {

    public Delayed(
        Topic topic,
        Instant due,
        int attempt,
        @Nullable FailureCategory reason,
        @Nullable ActionExecuted result) {
      this(topic, due, attempt, reason, result, false);
    }

    /** The same after an attempt that got no answer. */
    public Delayed leftOpen() {
      return new Delayed(topic, due, attempt, reason, result, true);
    }
  }

  /** Given up; into the dead letters, from where it can be replayed. */
  record Dead(ActionExecuted result) implements Outcome {

    public Dead {
      if (result.outcome() != ActionExecuted.Outcome.FAILED) {
        throw new IllegalArgumentException("a dead letter has a result that says FAILED");
      }
    }
  }
}
