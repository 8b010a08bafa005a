package io.atlas.drill;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The hostile account's events, one of each kind in turn, from construction until it is closed. */
final class Siege implements AutoCloseable {

  static final String PREFIX = "hostile-";

  private final KafkaConnection kafka;
  private final long pauseNanos;
  private final AtomicInteger fired = new AtomicInteger();
  private final Thread firing;
  private volatile boolean over;

  Siege(KafkaConnection kafka, int perSecond) {
    this.kafka = kafka;
    this.pauseNanos = 1_000_000_000L / perSecond;
    this.firing = Thread.ofPlatform().name("hostile-events").start(this::run);
  }

  /** Events so far. */
  int fired() {
    return fired.get();
  }

  private void run() {
    List<Map.Entry<String, String>> bombs = List.copyOf(Bombs.inputs().entrySet());
    try (KafkaProducer<String, byte[]> producer =
        kafka.producer("drill-hostile", Map.of("max.request.size", 4 << 20))) {
      while (!over) {
        int number = fired.get();
        Map.Entry<String, String> bomb = bombs.get(number % bombs.size());
        var _ = producer.send(event(PREFIX + number, bomb.getKey(), bomb.getValue()));
        fired.incrementAndGet();
        LockSupport.parkNanos(pauseNanos);
      }
      producer.flush();
    }
  }

  private ProducerRecord<String, byte[]> event(String id, String action, String input) {
    String value =
        "{\"actionId\":\"%s\",\"executionId\":\"%s\",\"input\":%s}".formatted(action, id, input);
    ProducerRecord<String, byte[]> event =
        new ProducerRecord<>(
            kafka.name(Topic.ACTION_FIRED),
            Bombs.key(action),
            value.getBytes(StandardCharsets.UTF_8));
    EventHeaders.cloudEvent(
        event.headers(),
        id,
        EventTypes.ACTION_FIRED,
        EventSources.of("drill"),
        Clock.systemUTC().instant());
    return event;
  }

  /** Returns once the broker has all events. */
  @Override
  public void close() {
    over = true;
    try {
      firing.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
