package io.atlas.worker.signal;

import io.atlas.model.text.LowerCase;
import io.atlas.worker.fired.ReadRecord.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the records that are never executed, which belong to no account that would see
 * them. A publisher can send any number: at most ten a second are logged, the others counted.
 * Thread-safe.
 */
public final class UnusableEvents {

  private static final Logger log = LoggerFactory.getLogger(UnusableEvents.class);
  private static final int LOGGED_A_SECOND = 10;

  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
  private final LongSupplier nanoTime;
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicInteger inSecond = new AtomicInteger();

  public UnusableEvents(MeterRegistry registry, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (Reason reason : Reason.values()) {
      counters.put(
          reason,
          Counter.builder("atlas.events.unusable")
              .description("Records that are no event, or name no action")
              .tag("reason", LowerCase.ascii(reason.name()))
              .register(registry));
    }
  }

  public void told(ConsumerRecord<String, byte[]> record, String executionId, Reason reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
    if (mayLog()) {
      log.warn(
          "unusable event: reason={} topic={} partition={} offset={} execution={} bytes={}",
          reason,
          record.topic(),
          record.partition(),
          record.offset(),
          executionId,
          record.serializedValueSize());
    }
  }

  /** Two threads may both begin a second: then a few lines more. */
  private boolean mayLog() {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
    long before = second.getAndSet(now);
    if (before != now) {
      inSecond.set(0);
    }
    return inSecond.incrementAndGet() <= LOGGED_A_SECOND;
  }
}
