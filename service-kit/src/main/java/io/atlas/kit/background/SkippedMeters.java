package io.atlas.kit.background;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Metrics of records that nothing could be made of. */
public final class SkippedMeters {

  private SkippedMeters() {}

  /**
   * @param reader who skips, as the metric's tag says
   * @param skipped reads the count, which never falls
   */
  public static <T> MeterBinder of(String reader, T source, ToDoubleFunction<T> skipped) {
    return meters ->
        FunctionCounter.builder("atlas.records.skipped", source, skipped)
            .tag("name", reader)
            .register(meters);
  }
}
