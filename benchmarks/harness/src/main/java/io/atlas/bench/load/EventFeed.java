package io.atlas.bench.load;

import io.atlas.bench.process.Waiting;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fires numbered events of about 460 bytes, spread evenly over the partitions, and remembers when.
 * The number stands in the execution id. One thread fires; any may ask once it has stopped.
 */
public final class EventFeed implements AutoCloseable {

  /** Header that tells a peer where to send the event. */
  public static final String URL_HEADER = "bench-url";

  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final Clock clock = Clock.systemUTC();
  private final long run = UUID.randomUUID().getMostSignificantBits();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile int fired;
  private long[] firedNanos = new long[1 << 16];
  private long[] firedMillis = new long[1 << 16];

  /**
   * @param lingerMs how long the producer gathers a batch: 0 where latency is measured
   */
  public EventFeed(KafkaConnection kafka, int lingerMs) {
    this.topic = kafka.name(Topic.ACTION_FIRED);
    this.producer =
        kafka.producer(
            "bench-feed",
            Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMs,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 << 10,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                300_000));
  }

  /** Fires as fast as the broker takes it and waits for its acknowledgements. */
  public void burst(int count, IntFunction<Target> targets) {
    for (int i = 0; i < count; i++) {
      fire(targets);
    }
    flush();
  }

  /** Fires at an even rate and waits for the broker's acknowledgements. */
  public void pace(double perSecond, Duration time, IntFunction<Target> targets) {
    long end = System.nanoTime() + time.toNanos();
    paceWhile(perSecond, () -> System.nanoTime() < end, targets);
  }

  /** As {@link #pace}, as long as the condition holds. */
  public void paceWhile(double perSecond, BooleanSupplier goOn, IntFunction<Target> targets) {
    long start = System.nanoTime();
    double nanosEach = 1e9 / perSecond;
    for (long i = 0; goOn.getAsBoolean(); i++) {
      Waiting.untilNanos(start + (long) (i * nanosEach));
      fire(targets);
    }
    flush();
  }

  private void fire(IntFunction<Target> targets) {
    int number = fired;
    if (number == firedNanos.length) {
      firedNanos = Arrays.copyOf(firedNanos, number * 2);
      firedMillis = Arrays.copyOf(firedMillis, number * 2);
    }
    Target target = targets.apply(number);
    Instant now = clock.instant();
    String id = new UUID(run, number).toString();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            topic, number % Topic.PARTITIONS, null, value(target, id, number, now));
    EventHeaders.cloudEvent(
        record.headers(), id, EventTypes.ACTION_FIRED, EventSources.of("bench"), now);
    EventHeaders.set(record.headers(), URL_HEADER, target.url());
    firedMillis[number] = now.toEpochMilli();
    firedNanos[number] = System.nanoTime();
    var _ = producer.send(record, (metadata, failed) -> failure.compareAndSet(null, failed));
    fired = number + 1;
  }

  private static byte[] value(Target target, String id, int number, Instant now) {
    return ("{\"actionId\":\""
            + target.actionId()
            + "\",\"executionId\":\""
            + id
            + "\",\"firedAt\":\""
            + now
            + "\",\"input\":{\"orderId\":\"o-"
            + (1_000_000_000 + number)
            + "\",\"customer\":{\"id\":\"c-48213\",\"name\":\"Nora Example\",\"city\":\"Wellington\"},"
            + "\"lines\":[{\"sku\":\"A-100-BLUE\",\"quantity\":2,\"price\":\"19.90\"},"
            + "{\"sku\":\"B-250-RED\",\"quantity\":1,\"price\":\"249.00\"}],"
            + "\"total\":\"288.80\",\"currency\":\"NZD\",\"channel\":\"web\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void flush() {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("an event could not be fired", failed);
    }
  }

  /** How many events were fired so far; the next one's number. */
  public int fired() {
    return fired;
  }

  /** The event's number, or -1 where the execution is not of this feed. */
  public int number(@Nullable String executionId) {
    if (executionId == null || executionId.length() != 36) {
      return -1;
    }
    UUID id = UUID.fromString(executionId);
    return id.getMostSignificantBits() == run ? (int) id.getLeastSignificantBits() : -1;
  }

  /** Epoch milliseconds when the event was fired. */
  public long firedMillis(int number) {
    return firedMillis[number];
  }

  /** {@link System#nanoTime} when the event was fired. */
  public long firedNanos(int number) {
    return firedNanos[number];
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
