package io.atlas.worker.execution;

import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.ConsolePage;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
sealed interface Ending {

  record Success() implements Ending {}

  /**
   * @param retryAfter what the target asked for, or null
   * @param retry whether trying again can help
   */
  record Failure(
      FailureCategory category, Diagnosis diagnosis, @Nullable Duration retryAfter, boolean retry)
      implements Ending {

    static Failure last(FailureCategory category, String summary, String hint) {
      return new Failure(category, new Diagnosis(summary, hint), null, false);
    }

    /** Given up by age: it waits no longer, whatever the category's own hint says. */
    static Failure tooOld(FailureCategory category, String last) {
      return last(
          category,
          "The event grew too old before the action could be executed. Last: " + last,
          category == FailureCategory.TOKEN_UNAVAILABLE
              ? "Test the connection under " + ConsolePage.CONNECTIONS + ", then replay the event."
              : category.hint());
    }
  }

  /** No attempt was made, and its owner need not know: disabled, or more than fits. */
  record Held() implements Ending {}

  /** No attempt was made: the event is put aside, and none is used up. */
  record Aside(FailureCategory category, String summary, @Nullable Instant until)
      implements Ending {}
}
