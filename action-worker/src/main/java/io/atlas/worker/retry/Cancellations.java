package io.atlas.worker.retry;

import io.atlas.model.event.RetryCancellation;
import io.atlas.model.view.TopicView;
import io.atlas.worker.fired.FiredEvent;
import org.jspecify.annotations.Nullable;

/** Retries that a person cancelled. Thread-safe, never waits. */
public final class Cancellations {

  private final TopicView<RetryCancellation> view;

  public Cancellations(TopicView<RetryCancellation> view) {
    this.view = view;
  }

  /**
   * The cancellation of an event that waits for its time; null for none. Events on their first way
   * are never looked up: nothing of them can be cancelled yet.
   *
   * @param accountId whose the event's action is, null where nobody knows
   */
  public @Nullable RetryCancellation of(FiredEvent event, @Nullable String accountId) {
    if (event.due() == null) {
      return null;
    }
    RetryCancellation cancellation = view.get(event.executionId());
    return cancellation != null && cancellation.accountId().equals(accountId) ? cancellation : null;
  }
}
