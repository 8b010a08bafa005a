package io.atlas.tokens.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.kit.background.ManagedThread;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.tokens.intake.GroupMember.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupMemberTest {

  private static final int PARTITION = 3;

  private final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  private final KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of());
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final AtomicInteger joins = new AtomicInteger();
  private final List<Integer> owned = new CopyOnWriteArrayList<>();

  /** Longer than any wait here: a stop that waited for its end would be seen. */
  private static final Duration POLL = Duration.ofMinutes(5);

  private final ManagedThread thread =
      new ManagedThread("tested", 0, this::open, KafkaException.class);

  private ManagedThread.Work open() {
    Subscription subscription =
        new Subscription("tested", Topic.TOKEN_REQUESTS, Map.of(), Duration.ofMinutes(1));
    return new GroupMember(
        kafka, subscription, new Handling(), new LiveRecords(), Clock.systemUTC(), POLL);
  }

  private final class Handling implements GroupMember.Reader {

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) {
      String text = new String(record.value(), StandardCharsets.UTF_8);
      switch (text) {
        case "exception" -> throw new IllegalStateException("a bug");
        default -> handled.add(text);
      }
    }

    @Override
    public void assigned(Collection<Integer> partitions) {
      owned.addAll(partitions);
      if (partitions.contains(PARTITION)) {
        joins.incrementAndGet();
      }
    }

    @Override
    public void released(Collection<Integer> partitions) {
      owned.removeAll(partitions);
    }
  }

  @BeforeEach
  void join() {
    kafka.ensureTopics();
    thread.start();
    await().until(() -> joins.get() == 1);
  }

  @AfterEach
  void stop() {
    thread.stop();
    producer.close();
  }

  private void send(String... values) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (String value : values) {
      records.add(
          new ProducerRecord<>(
              kafka.name(Topic.TOKEN_REQUESTS),
              PARTITION,
              "k",
              value.getBytes(StandardCharsets.UTF_8)));
    }
    for (var record : records) {
      var _ = producer.send(record);
    }
    producer.flush();
  }

  @Test
  void goesOnWithTheNextRecordAfterAnExceptionAndStaysInTheGroupUntilItStopsAtOnce() {
    send("a", "exception", "b");
    await().until(() -> !thread.isWorking());
    send("c");
    await().untilAsserted(() -> assertThat(handled).containsExactly("a", "b", "c"));
    assertThat(joins).hasValue(1);
    assertThat(thread.failures()).isEqualTo(1);

    long before = System.nanoTime();
    thread.stop();
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(3));
    assertThat(owned).isEmpty();

    // Its positions are committed.
    thread.start();
    await().until(() -> joins.get() == 2);
    send("d");
    await().untilAsserted(() -> assertThat(handled).containsExactly("a", "b", "c", "d"));
  }
}
