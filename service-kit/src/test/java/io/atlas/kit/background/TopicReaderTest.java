package io.atlas.kit.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

  /** Thrown by the consumer itself, in the midst of a poll. */
  private static final Queue<Error> INSIDE = new ConcurrentLinkedQueue<>();

  private final KafkaConnection kafka =
      new KafkaConnection(
          TestServers.kafka(),
          TestServers.freshPrefix(),
          Map.of("interceptor.classes", Failing.class.getName()));
  private final KafkaConnection plain =
      new KafkaConnection(TestServers.kafka(), kafka.topicPrefix(), Map.of());
  private final KafkaProducer<String, byte[]> producer = plain.producer("test", Map.of());
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private TopicReader reader;

  /** What a record of the topic holds here. */
  record Line(String text) {}

  public static final class Failing implements ConsumerInterceptor<String, byte[]> {

    @Override
    public ConsumerRecords<String, byte[]> onConsume(ConsumerRecords<String, byte[]> records) {
      Error failure = INSIDE.poll();
      if (failure != null) {
        throw failure;
      }
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  @BeforeEach
  void topics() {
    plain.ensureTopics();
  }

  @AfterEach
  void stop() {
    reader.stop();
    producer.close();
  }

  private void handle(ConsumerRecord<String, byte[]> record) throws Exception {
    Line line = TopicReader.read(record, Line.class);
    switch (failures.poll()) {
      case null -> handled.add(line.text());
      case Exception exception -> throw exception;
      case Error error -> throw error;
      case Throwable other -> throw new AssertionError(other);
    }
  }

  private void write(String... values) throws ExecutionException, InterruptedException {
    for (String value : values) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.name(Topic.SECRET_PROMOTIONS),
                  0,
                  "k",
                  value == null ? null : value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  private static String line(String text) {
    return "{\"text\":\"" + text + "\"}";
  }

  private TopicReader ofGroup() {
    return TopicReader.ofGroup(
        kafka, "tested", "tested", Topic.SECRET_PROMOTIONS, this::handle, IOException.class);
  }

  @Test
  void whatCannotBeReadIsSkippedAndCounted() throws Exception {
    reader = ofGroup();
    write(null, "", "{", "[]", "\0\0\0", "42", line("a"), "{\"text\":[]}", line("b"));
    reader.start();
    await().untilAsserted(() -> assertThat(handled).containsExactly("a", "b"));
    assertThat(reader.skipped()).isEqualTo(7);
    assertThat(reader.failures()).isZero();
    assertThat(reader.isWorking()).isTrue();
  }

  @Test
  void whatCannotBeHandledComesAgainInOrderAndReadinessTellsUnlessItIsAnOutage() throws Exception {
    reader = ofGroup();
    reader.start();
    write(line("a"));
    await().untilAsserted(() -> assertThat(handled).containsExactly("a"));
    for (Throwable unexpected :
        List.of(
            new IllegalStateException("a bug"),
            new ClassCastException("given up at once by default"),
            new StackOverflowError(),
            new OutOfMemoryError("test"))) {
      handled.clear();
      long before = reader.failures();
      failures.add(unexpected);
      write(line("1"), line("2"));
      await().until(() -> !reader.isWorking());
      await().untilAsserted(() -> assertThat(handled).containsExactly("1", "2"));
      assertThat(reader.isWorking()).isTrue();
      assertThat(reader.failures()).isEqualTo(before + 1);
    }
    handled.clear();
    long before = reader.failures();
    for (int i = 0; i < 2; i++) {
      failures.add(new IOException("away"));
    }
    write(line("3"));
    await().until(() -> reader.failures() == before + 1);
    assertThat(reader.isWorking()).isTrue();
    await().untilAsserted(() -> assertThat(handled).containsExactly("3"));
  }

  @Test
  void aConsumerThatBreaksIsReplacedByAnother() throws Exception {
    reader = ofGroup();
    reader.start();
    write(line("a"));
    await().untilAsserted(() -> assertThat(handled).containsExactly("a"));
    INSIDE.add(new OutOfMemoryError("inside the poll"));
    write(line("b"));
    await().until(() -> !reader.isWorking());
    await().untilAsserted(() -> assertThat(handled).containsExactly("a", "b"));
    await().until(reader::isWorking);
    assertThat(reader.failures()).isEqualTo(1);
  }

  @Test
  void aBatchThatFailsComesAgainWhole() throws Exception {
    reader =
        TopicReader.inBatches(
            kafka,
            "tested",
            "tested-batches",
            List.of(Topic.SECRET_PROMOTIONS),
            100,
            (records, skipped) -> {
              if (failures.poll() instanceof Error error) {
                throw error;
              }
              records.forEach(
                  record -> handled.add(new String(record.value(), StandardCharsets.UTF_8)));
            });
    failures.add(new StackOverflowError());
    write("1", "2", "3");
    reader.start();
    await().until(() -> handled.size() >= 3);
    assertThat(handled).containsExactly("1", "2", "3");
    assertThat(reader.failures()).isEqualTo(1);
    assertThat(reader.isWorking()).isTrue();
  }

  @Test
  void itGoesOnWhereTheServiceKnowsThatItHasComeTo() throws Exception {
    write("1", "2", "3", "4");
    Queue<Exception> away =
        new ConcurrentLinkedQueue<>(List.of(new UncheckedIOException(new IOException("away"))));
    reader =
        TopicReader.inBatchesFrom(
            ends -> {
              if (away.poll() instanceof UncheckedIOException unknown) {
                throw unknown;
              }
              Map<TopicPartition, Long> next = new HashMap<>(ends);
              next.replaceAll((partition, end) -> Math.max(0, end - 2));
              return next;
            },
            kafka,
            "tested",
            "tested-positions",
            List.of(Topic.SECRET_PROMOTIONS),
            Map.of(),
            (records, skipped) ->
                records.forEach(
                    record -> handled.add(new String(record.value(), StandardCharsets.UTF_8))),
            UncheckedIOException.class);
    reader.start();
    await().until(() -> handled.size() >= 2);
    write("5");
    await().until(() -> handled.size() >= 3);
    // What was read before the service knew was not handled.
    assertThat(handled).containsExactly("3", "4", "5");
    assertThat(away).isEmpty();
    assertThat(reader.isWorking()).isTrue();
  }

  @Test
  void whoReadsNewRecordsSeesAllThatAreWrittenOnceItFollows() throws Exception {
    write(line("before"));
    reader = TopicReader.ofNewRecords(kafka, "tested", Topic.SECRET_PROMOTIONS, this::handle);
    assertThat(reader.isFollowing()).isFalse();
    reader.start();
    await().until(reader::isFollowing);
    write(line("after"));
    await().untilAsserted(() -> assertThat(handled).containsExactly("after"));
    failures.add(new LinkageError());
    write(line("again"));
    await().untilAsserted(() -> assertThat(handled).containsExactly("after", "again"));
  }
}
