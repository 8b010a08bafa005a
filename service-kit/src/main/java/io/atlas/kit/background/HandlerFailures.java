package io.atlas.kit.background;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong with handling records. An {@link Error} would end spring-kafka's container, so it
 * leaves here as an exception, after which the record comes again. Thread-safe.
 */
final class HandlerFailures {

  private static final Logger log = LoggerFactory.getLogger(HandlerFailures.class);

  private final String reader;
  private final List<Class<? extends Exception>> outages;
  private final RepeatedOutage repeated = new RepeatedOutage(System::nanoTime);
  private final AtomicLong count = new AtomicLong();
  private volatile boolean broken;

  HandlerFailures(String reader, List<Class<? extends Exception>> outages) {
    this.reader = reader;
    this.outages = List.copyOf(outages);
  }

  interface Handling {

    void run() throws Exception;
  }

  /** The records of it come again; only the reason why is lost to the container. */
  static final class NotHandledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotHandledException() {
      super("not handled, comes again", null, false, false);
    }
  }

  void watch(Handling handling) {
    try {
      handling.run();
      broken = false;
    } catch (Throwable failed) {
      count.incrementAndGet();
      boolean outage = outages.stream().anyMatch(type -> type.isInstance(failed));
      broken = !outage;
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      } else if (outage && repeated.isNews(failed)) {
        log.warn("{}: waits, {}", reader, failed.toString());
      } else if (!outage) {
        log.error("{}: failed, and goes on", reader, failed);
      }
      throw new NotHandledException();
    }
  }

  boolean isWorking() {
    return !broken;
  }

  long count() {
    return count.get();
  }
}
