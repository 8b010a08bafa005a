package io.atlas.console.figures;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came about in one step of time.
 *
 * @param at its start
 * @param fired first attempts; an event that was put aside without one counts later
 * @param succeeded attempts that did
 * @param retrying attempts that will be made again, and events put aside
 * @param failed executions that ended without success
 * @param cancelled executions that a person ended instead
 * @param categories of retrying, by their names; of what was counted long ago those of failed too
 * @param reasons of failed, the categories by their names; of what was counted long ago none
 * @param p50Ms of the attempts' durations, within 1 %; null without any, and of others
 * @param firstRequestP99Ms from firing to the first request, 99 of 100 within this; null likewise
 */
public record Point(
    Instant at,
    long fired,
    long succeeded,
    long retrying,
    long failed,
    long cancelled,
    Map<String, Long> categories,
    Map<String, Long> reasons,
    @Nullable Double p50Ms,
    @Nullable Double p95Ms,
    @Nullable Double p99Ms,
    @Nullable Double firstRequestP99Ms) {

  public Point {
    categories = Map.copyOf(categories);
    reasons = Map.copyOf(reasons);
  }

  public long results() {
    return succeeded + retrying + failed + cancelled;
  }
}
