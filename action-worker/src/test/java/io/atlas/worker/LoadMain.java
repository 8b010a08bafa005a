package io.atlas.worker;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Measures one worker against a target given by URL: {@code broker DIR PORT} runs a broker, {@code
 * worker BOOTSTRAP URL EVENTS} fires events beforehand, starts a worker, and prints actions a
 * second and CPU an action over the run's second half.
 */
final class LoadMain {

  private LoadMain() {}

  public static void main(String... args) throws Exception {
    if (args[0].equals("broker")) {
      EmbeddedKafka.start(Path.of(args[1]), Integer.parseInt(args[2]));
      Thread.currentThread().join();
    }
    measure(args[1], args[2], Integer.parseInt(args[3]));
    System.exit(0);
  }

  private static void measure(String bootstrap, String url, int events) throws Exception {
    World world =
        new World(
            new KafkaConnection(bootstrap, "load" + UUID.randomUUID() + ".", Map.of()), false);
    String connection = world.connection();
    world.token(connection, "t".repeat(800), 1, 1);
    String action =
        world.action(
            World.to(url)
                .connection(connection)
                .body(
                    "{\"order\":\"{{input.order}}\",\"amount\":{{input.amount}},\"note\":\"{{input.note}}\"}")
                .build());
    fire(world.kafka, action, events);
    ConfigurableApplicationContext worker = world.startWorker();
    List<TopicPartition> results = new ArrayList<>();
    for (int i = 0; i < Topic.PARTITIONS; i++) {
      results.add(new TopicPartition(world.kafka.name(Topic.ACTION_EXECUTED), i));
    }
    try (KafkaConsumer<String, byte[]> ends = world.kafka.consumer("ends", Map.of())) {
      long lastCount = 0;
      long lastCpu = cpu();
      long lastAt = System.nanoTime();
      for (long count = 0; count < events; ) {
        Thread.onSpinWait();
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000_000L);
        count = ends.endOffsets(results).values().stream().mapToLong(Long::longValue).sum();
        long now = System.nanoTime();
        long cpu = cpu();
        long done = count - lastCount;
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
            "%d done, %.0f/s, %.1f us CPU an action, heap %d MB, %s%n",
            count,
            done / ((now - lastAt) / 1e9),
            done == 0 ? 0 : (cpu - lastCpu) / 1e3 / done,
            (runtime.totalMemory() - runtime.freeMemory()) >> 20,
            worker.getBean(Worker.class).load());
        lastCount = count;
        lastCpu = cpu;
        lastAt = now;
      }
    }
    world.close();
  }

  private static void fire(KafkaConnection kafka, String action, int events) {
    try (KafkaProducer<String, byte[]> producer =
        kafka.producer(
            "load", Map.of("linger.ms", 20, "batch.size", 256 << 10, "compression.type", "lz4"))) {
      String note = "n".repeat(200);
      for (int i = 0; i < events; i++) {
        byte[] event =
            EventJson.write(
                new ActionFired(
                    action,
                    EventJson.MAPPER
                        .createObjectNode()
                        .put("order", "o-" + i)
                        .put("amount", i)
                        .put("note", note),
                    null,
                    null,
                    Instant.now()));
        var _ = producer.send(new ProducerRecord<>(kafka.name(Topic.ACTION_FIRED), null, event));
      }
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
