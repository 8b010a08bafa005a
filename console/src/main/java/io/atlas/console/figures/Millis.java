package io.atlas.console.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Milliseconds to be made a sketch of, as numbers and as sketches. A sketch itself takes a thousand
 * bytes, and most rows of a batch get one number. Not thread-safe.
 */
final class Millis {

  private double[] numbers = {};
  private int count;
  private final List<byte[]> sketches = new ArrayList<>(0);

  void add(double millis) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(2, 2 * count));
    }
    numbers[count++] = millis;
  }

  void add(byte[] sketch) {
    if (sketch.length > 0) {
      sketches.add(sketch);
    }
  }

  void add(Millis other) {
    for (int i = 0; i < other.count; i++) {
      add(other.numbers[i]);
    }
    sketches.addAll(other.sketches);
  }

  /**
   * All of it as one sketch.
   *
   * @param scratch is cleared
   */
  byte[] bytes(Sketch scratch) {
    if (count == 0 && sketches.isEmpty()) {
      return new byte[0];
    }
    into(scratch);
    return scratch.bytes();
  }

  /** Replaces what the sketch holds. */
  void into(Sketch sketch) {
    sketch.clear();
    for (int i = 0; i < count; i++) {
      sketch.add(numbers[i]);
    }
    sketches.forEach(sketch::add);
  }
}
