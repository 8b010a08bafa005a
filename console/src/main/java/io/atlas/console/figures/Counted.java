package io.atlas.console.figures;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Request;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result to be counted. It waits for others, so it keeps nothing of what was sent and answered.
 *
 * @param result without that
 * @param accountId null where none is known: then the platform alone counts it
 * @param target the host, null where none is known
 * @param notAfter when its record was written, by its worker's clock and no more than an hour after
 *     the broker's: the result did not come about later, whatever it says
 */
public record Counted(
    ActionExecuted result, @Nullable String accountId, @Nullable String target, Instant notAfter) {

  private static final Request SENT = new Request("", "", Map.of());

  public Counted {
    result = bare(result);
  }

  private static ActionExecuted bare(ActionExecuted full) {
    return new ActionExecuted(
        full.executionId(),
        full.actionId(),
        full.accountId(),
        full.attempt(),
        full.outcome(),
        full.status(),
        full.category(),
        null,
        full.startedAt(),
        full.durationMs(),
        null,
        full.connectionId(),
        full.request() == null ? null : SENT,
        null,
        null,
        full.timings(),
        full.firedAt(),
        null);
  }

  /** When it came about; the same however often and whenever it is counted. */
  Instant at() {
    Instant started = result.startedAt();
    if (started.isAfter(notAfter)) {
      return notAfter;
    }
    Instant ended = started.plusMillis(Math.max(0, result.durationMs()));
    return ended.isAfter(notAfter) ? notAfter : ended;
  }
}
