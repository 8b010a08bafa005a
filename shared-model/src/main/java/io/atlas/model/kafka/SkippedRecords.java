package io.atlas.model.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;

/**
 * The records of a topic that nothing can be made of: counted, and logged once a second at most,
 * since whoever writes to a topic can write any number. Thread-safe.
 */
public final class SkippedRecords {

  private static final long BETWEEN_LINES_NANOS = Duration.ofSeconds(1).toNanos();

  private final Logger log;
  private final LongSupplier nanos;
  private final AtomicLong count = new AtomicLong();
  private long logged;
  private long lineAt;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public SkippedRecords(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.lineAt = nanos.getAsLong() - BETWEEN_LINES_NANOS;
  }

  /**
   * @param reason without what the record holds, which may be a secret
   */
  public void skipped(ConsumerRecord<?, ?> record, String reason) {
    long now = count.incrementAndGet();
    long since = takeLine(now);
    if (since > 0) {
      log.warn(
          "skipped {} record(s), the last at {}-{} offset {}: {}",
          since,
          record.topic(),
          record.partition(),
          record.offset(),
          reason);
    }
  }

  /** How many were skipped since the last line; 0 where that was less than a second ago. */
  private synchronized long takeLine(long now) {
    long time = nanos.getAsLong();
    if (time - lineAt < BETWEEN_LINES_NANOS || now <= logged) {
      return 0;
    }
    long since = now - logged;
    logged = now;
    lineAt = time;
    return since;
  }

  /** So far. */
  public long count() {
    return count.get();
  }
}
