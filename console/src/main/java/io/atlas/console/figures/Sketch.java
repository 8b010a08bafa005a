package io.atlas.console.figures;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * How milliseconds are distributed, with a relative error of 1 %. In bytes, two sketches behind
 * each other are their sum, which is how the database adds them. Not thread-safe.
 */
final class Sketch {

  static final double RELATIVE_ERROR = 0.01;

  /** Of one error, so the bytes need not say how values are put into bins. */
  private static final boolean WITHOUT_MAPPING = true;

  /** A microsecond; what is less counts as nothing. */
  private static final double LEAST_MS = 0.001;

  /** About 115 days: so that no sketch has more than 1,700 bins. */
  private static final double MOST_MS = 1e10;

  private final DDSketch sketch = DDSketches.unboundedDense(RELATIVE_ERROR);

  void add(double millis) {
    sketch.accept(millis >= LEAST_MS ? Math.min(millis, MOST_MS) : 0);
  }

  /** Adds what {@link #bytes} gave, once or several times. */
  void add(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    try {
      sketch.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
    } catch (IOException malformed) {
      throw new UncheckedIOException("not a sketch", malformed);
    }
  }

  byte[] bytes() {
    GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      sketch.encode(out, WITHOUT_MAPPING);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.trimmedCopy();
  }

  void clear() {
    sketch.clear();
  }

  /** Null where there is nothing. */
  @Nullable Double quantile(double share) {
    return sketch.isEmpty() ? null : sketch.getValueAtQuantile(share);
  }
}
