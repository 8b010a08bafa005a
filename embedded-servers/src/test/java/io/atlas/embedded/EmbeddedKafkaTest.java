package io.atlas.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

  @TempDir Path directory;

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka broker) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "group.id",
            "readers",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Test
  void recordsAndOffsetsSurviveARestartAndCloseIsQuick() throws Exception {
    int port = FreePort.find();
    Map<String, String> longSession = Map.of("broker.session.timeout.ms", "60000");
    EmbeddedKafka broker = EmbeddedKafka.start(directory, port, longSession);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var consumer = consumer(broker)) {
      admin
          .createTopics(List.of(new NewTopic("kept", Optional.of(1), Optional.empty())))
          .all()
          .get(20, TimeUnit.SECONDS);
      producer.send(new ProducerRecord<>("kept", "one".getBytes(UTF_8))).get(20, TimeUnit.SECONDS);
      producer.send(new ProducerRecord<>("kept", "two".getBytes(UTF_8))).get(20, TimeUnit.SECONDS);
      consumer.assign(List.of(PARTITION));
      consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(1)));
    }
    long start = System.nanoTime();
    broker.close();
    broker.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(FreePort.isFree(port)).isTrue();

    start = System.nanoTime();
    try (EmbeddedKafka again = EmbeddedKafka.start(directory, port, longSession);
        var consumer = consumer(again)) {
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("it left in good order, so nobody waits for its session to end")
          .isLessThan(Duration.ofSeconds(30));
      consumer.assign(List.of(PARTITION));
      assertThat(consumer.poll(Duration.ofSeconds(20)))
          .extracting(record -> new String(record.value(), UTF_8))
          .containsExactly("two");
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    int port = FreePort.find();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, port))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("port " + port + ", which Kafka needs, is in use");
    }
  }

  @Test
  void aDirectoryInUseIsNamed() {
    try (EmbeddedKafka owner = EmbeddedKafka.start(directory, FreePort.find())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, FreePort.find()))
          .as("while %s runs", owner.bootstrapServers())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("another process runs Kafka in " + directory + ": stop it first");
      assertThat(FreePort.isFree(port(owner))).as("the owner goes on").isFalse();
    }
  }

  private static int port(EmbeddedKafka broker) {
    return Integer.parseInt(broker.bootstrapServers().replace("localhost:", ""));
  }
}
