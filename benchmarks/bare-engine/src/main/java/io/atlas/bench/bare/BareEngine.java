package io.atlas.bench.bare;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One loop polls, a virtual thread a record calls, results are sent and forgotten. It checks no
 * status, fetches no token, keeps no order and loses events when it dies: an upper bound for an
 * engine on the machine at hand, not a product.
 */
public final class BareEngine {

  private BareEngine() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> settings =
        Arrays.stream(arguments)
            .map(argument -> argument.substring("--bench.".length()).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    int concurrency = Integer.parseInt(required(settings, "concurrency"));
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                required(settings, "bootstrap"),
                "group.id",
                required(settings, "group"),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                true),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                required(settings, "bootstrap"),
                "linger.ms",
                5,
                "compression.type",
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer());
    var calls = new Calls(producer, required(settings, "results"), concurrency);
    Semaphore inFlight = new Semaphore(concurrency);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    consumer.subscribe(List.of(required(settings, "events")));
    while (true) {
      for (ConsumerRecord<String, byte[]> event : consumer.poll(Duration.ofMillis(200))) {
        inFlight.acquire();
        threads.execute(() -> {
          try {
            calls.call(header(event, "bench-url"), header(event, "ce_id"), event.value());
          } finally {
            inFlight.release();
          }
        });
      }
    }
  }

  private static String required(Map<String, String> settings, String name) {
    return Objects.requireNonNull(settings.get(name), "--bench." + name + " is missing");
  }

  private static String header(ConsumerRecord<?, ?> event, String name) {
    return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
