package io.atlas.worker.call;

import io.atlas.worker.memory.InFlightMemory;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Who pays for what is read of an answer on this thread. Parsers belong to connections, which serve
 * one account after the other, so it cannot be said to them.
 */
public final class ResponseMemory {

  private static final ScopedValue<InFlightMemory.Share> PAYING = ScopedValue.newInstance();

  private ResponseMemory() {}

  /** Makes the call at the cost of that share. */
  public static <T> T paidBy(InFlightMemory.Share share, Supplier<T> call) {
    return ScopedValue.where(PAYING, share).call(call::get);
  }

  /**
   * @throws IOException where the account's events hold too much already
   */
  static void hold(long bytes) throws IOException {
    if (PAYING.isBound() && !PAYING.get().take(bytes)) {
      throw new TooMuchHeldException();
    }
  }

  static final class TooMuchHeldException extends IOException {
    private static final long serialVersionUID = 1L;

    TooMuchHeldException() {
      super("answers to this account's actions take too much memory at a time");
    }
  }
}
