package io.atlas.console.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.edge.EdgeSettings;
import io.atlas.console.status.StatusOfMinutes;
import io.atlas.embedded.TestServers;
import io.atlas.model.event.Notice;
import io.atlas.model.event.Notice.Kind;
import io.atlas.model.event.Notice.State;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class LagGrowingTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  private final String group = kafka.topicPrefix() + "behind";
  private final TopicPartition partition = new TopicPartition(kafka.name(Topic.ACTION_EXECUTED), 0);
  private final ManualClock clock = ManualClock.atNoon();
  private final JdbcClient jdbc = JdbcClient.create(database());
  private final NoticeTable notices =
      new NoticeTable(
          jdbc, clock, new EdgeSettings(null, true, List.of(), new EdgeSettings.Rate(1, 1)));

  private static DriverManagerDataSource database() {
    DriverManagerDataSource database = new DriverManagerDataSource(TestServers.freshDatabase());
    var _ =
        Flyway.configure().dataSource(database).locations("classpath:db/console").load().migrate();
    return database;
  }

  @Test
  @DisplayName("A group that falls behind for five minutes is told once, and once more at its end")
  void behind() throws Exception {
    kafka.ensureTopics();
    try (KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of());
        KafkaConsumer<String, byte[]> reader =
            kafka.consumer("behind", Map.of(ConsumerConfig.GROUP_ID_CONFIG, group));
        StatusOfMinutes first = new StatusOfMinutes(kafka);
        StatusOfMinutes second = new StatusOfMinutes(kafka)) {
      PlatformFacts facts = new PlatformFacts(first.status(), jdbc, clock);
      reader.assign(List.of(partition));
      reach(reader, 0);
      Instant oldest = write(producer);
      first.lookAfter(MINUTE);
      assertThat(told(facts)).isEmpty();
      for (int minute = 1; minute < 5; minute++) {
        var _ = write(producer);
        first.lookAfter(MINUTE);
        assertThat(told(facts)).as("after %s minutes", minute).isEmpty();
      }
      var _ = write(producer);
      first.lookAfter(MINUTE);
      assertThat(told(facts))
          .singleElement()
          .satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Kind.LAG_GROWING);
            assertThat(notice.state()).isEqualTo(State.RAISED);
            assertThat(notice.accountId()).isNull();
            assertThat(notice.subject()).isEqualTo("lag/" + group + "/action-executed");
            assertThat(notice.summary())
                .isEqualTo(
                    "What " + group + " has not read of action-executed has grown for 5 minutes");
            assertThat(notice.since()).isEqualTo(oldest);
          });
      var _ = write(producer);
      first.lookAfter(MINUTE);
      assertThat(told(facts)).as("a minute later").isEmpty();

      // The believed console has ended; the next one has not seen the minutes before.
      PlatformFacts next = new PlatformFacts(second.status(), jdbc, clock);
      second.lookAfter(MINUTE);
      assertThat(next.now()).as("while the first one is believed").isEmpty();
      clock.advance(Duration.ofSeconds(16));
      assertThat(told(next)).isEmpty();

      reach(reader, reader.endOffsets(List.of(partition)).get(partition));
      second.lookAfter(MINUTE);
      assertThat(told(next)).extracting(Notice::state).containsExactly(State.CLEARED);
      second.lookAfter(MINUTE);
      assertThat(told(next)).isEmpty();
    }
  }

  /** As a round does: what is good again, then what turned bad. */
  private List<Notice> told(PlatformFacts facts) {
    Optional<Facts.Question> now = facts.now();
    assertThat(now).isPresent();
    return Stream.concat(
            notices.clear(facts, now.get(), 10).stream(), notices.raise(now.get(), 10).stream())
        .toList();
  }

  /** When, by the record. */
  private Instant write(KafkaProducer<String, byte[]> producer)
      throws ExecutionException, InterruptedException {
    return Instant.ofEpochMilli(
        producer
            .send(new ProducerRecord<>(partition.topic(), 0, "k", new byte[] {1}))
            .get()
            .timestamp());
  }

  private void reach(KafkaConsumer<String, byte[]> reader, long offset) {
    reader.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
  }
}
