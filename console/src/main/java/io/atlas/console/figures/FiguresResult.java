package io.atlas.console.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Figures over time, every series with a point each step, whether or not anything happened.
 *
 * @param step between points; follows from the range and from what is kept of it
 * @param from the first point; the query's start, or up to a step earlier
 * @param to the end of the last point's step
 * @param series the largest first; exactly one where nothing is split
 * @param othersIncluded whether the last series is {@link Series#OTHERS}
 * @param untold of a query that filters: how many results were counted together, more than could be
 *     told apart, so that what of them it asks for is missing
 */
public record FiguresResult(
    Duration step,
    Instant from,
    Instant to,
    List<Series> series,
    boolean othersIncluded,
    long untold) {

  public FiguresResult {
    series = List.copyOf(series);
  }
}
