package io.atlas.bench.latency;

import io.atlas.bench.load.Arrivals;
import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Latencies;
import io.atlas.bench.load.Target;
import io.atlas.bench.process.Waiting;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What Kafka alone takes from producer to consumer: the floor under every candidate. */
final class BareKafka {

  private static final Duration POLL = Duration.ofMillis(100);

  private BareKafka() {}

  /** In microseconds, of the events after the warm-up. */
  static Latencies measure(KafkaConnection kafka, int rate, Duration warmUp, Duration measured) {
    kafka.ensureTopics();
    int capacity = (int) (rate * (warmUp.toSeconds() + measured.toSeconds() + 5));
    Arrivals arrivals = new Arrivals(capacity);
    AtomicBoolean done = new AtomicBoolean();
    Target nowhere = new Target("bench-action", "http://127.0.0.1/");
    try (EventFeed feed = new EventFeed(kafka, 0)) {
      Thread reader =
          Thread.ofPlatform().name("bare-kafka").start(() -> read(kafka, feed, arrivals, done));
      feed.pace(rate, warmUp, number -> nowhere);
      int first = feed.fired();
      feed.pace(rate, measured, number -> nowhere);
      Waiting.pass(Duration.ofSeconds(1));
      done.set(true);
      reader.join();
      return arrivals.since(feed, first, feed.fired());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static void read(
      KafkaConnection kafka, EventFeed feed, Arrivals arrivals, AtomicBoolean done) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer("bench-bare", Map.of("auto.offset.reset", "earliest"))) {
      consumer.assign(
          IntStream.range(0, Topic.PARTITIONS)
              .mapToObj(p -> new TopicPartition(kafka.name(Topic.ACTION_FIRED), p))
              .collect(Collectors.toSet()));
      while (!done.get()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          arrivals.note(
              feed.number(EventHeaders.text(record.headers(), "ce_id")), System.nanoTime());
        }
      }
    }
  }
}
