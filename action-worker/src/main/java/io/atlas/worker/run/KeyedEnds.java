package io.atlas.worker.run;

import io.atlas.worker.work.Work;

/** Told of what becomes of keyed work, which others wait for. Thread-safe. */
public interface KeyedEnds {

  /**
   * It is about to be written to the retry topic, from which it may be read before that is
   * acknowledged here.
   */
  void comesBack(Work work);

  /**
   * Its outcome is acknowledged: its offset is to be settled, and the next of its key may start.
   *
   * @param comesBack whether that was another try
   */
  void acknowledged(Work work, boolean comesBack);
}
