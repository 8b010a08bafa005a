package io.atlas.console.figures;

import io.atlas.model.event.ActionExecuted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result to be counted.
 *
 * @param accountId null where none is known: then the platform alone counts it
 * @param target the host, null where none is known
 * @param notAfter when its record was written, by its worker's clock and no more than an hour after
 *     the broker's: the result did not come about later, whatever it says
 */
public record Counted(
    ActionExecuted result, @Nullable String accountId, @Nullable String target, Instant notAfter) {

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
