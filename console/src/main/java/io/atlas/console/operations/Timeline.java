package io.atlas.console.operations;

import io.atlas.console.figures.FiguresResult;
import java.time.Duration;
import java.time.Instant;

/**
 * The time that figures are of: whole steps, so it may begin a little before what was asked for and
 * end after.
 *
 * @param live whether it moves on
 */
record Timeline(Instant from, Instant to, Duration step, boolean live) {

  static Timeline of(FiguresResult figures, Span asked) {
    return new Timeline(figures.from(), figures.to(), figures.step(), asked.live());
  }

  Instant end(Instant at) {
    return at.plus(step);
  }
}
