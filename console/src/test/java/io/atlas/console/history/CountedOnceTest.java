package io.atlas.console.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.figures.Figures;
import io.atlas.console.figures.FiguresQuery;
import io.atlas.console.figures.FiguresResult;
import io.atlas.console.figures.FiguresWriter;
import io.atlas.console.figures.Split;
import io.atlas.embedded.TestServers;
import io.atlas.kit.background.TopicReader;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.ManualClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A result counts once, whatever dies between its batch and the next one. */
class CountedOnceTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ACCOUNT = "account";

  private final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  private final String topic = kafka.name(Topic.ACTION_EXECUTED);
  // Of today: the broker removes what is older than the topic keeps.
  private final ManualClock clock = new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private final Instant now = clock.instant();
  private final DriverManagerDataSource database =
      new DriverManagerDataSource(TestServers.freshDatabase());
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of());
  private final List<Console> consoles = new ArrayList<>();
  private int published;

  @BeforeEach
  void makeTopicsAndTables() {
    kafka.ensureTopics();
    var _ =
        Flyway.configure().dataSource(database).locations("classpath:db/console").load().migrate();
  }

  @AfterEach
  void stop() {
    List.copyOf(consoles).forEach(Console::stop);
    producer.close();
  }

  /** The part of a console that reads results. */
  private final class Console {

    private final AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext();
    private final HistoryWriter writer;
    private final Counting counting;
    private final Figures figures;
    private final TopicReader reader;

    Console() {
      JdbcTransactionManager manager = new JdbcTransactionManager(database);
      context.registerBean(java.time.Clock.class, () -> clock);
      context.registerBean(DataSource.class, () -> database);
      context.registerBean(JdbcTransactionManager.class, () -> manager);
      context.registerBean(TransactionTemplate.class, () -> new TransactionTemplate(manager));
      context.registerBean(JdbcTemplate.class, () -> jdbc);
      context.registerBean(JdbcClient.class, () -> JdbcClient.create(jdbc));
      context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
      context.registerBean(ConsoleSettings.class, CountedOnceTest::settings);
      context.register(
          AttemptTable.class,
          Counts.class,
          DayPartitions.class,
          DeadLetterTable.class,
          ExecutionTable.class,
          FiringTimes.class,
          HistoryNews.class,
          HistoryTables.class,
          HistoryWriter.class,
          Progress.class);
      context.scan(FiguresWriter.class.getPackageName());
      context.refresh();
      writer = context.getBean(HistoryWriter.class);
      figures = context.getBean(Figures.class);
      counting = new Counting(context.getBean(Counts.class), System::nanoTime);
      reader =
          HistoryIntake.results(
              kafka, writer, counting, context.getBean(Progress.class), "console-history");
      consoles.add(this);
    }

    Console reading() {
      reader.start();
      return this;
    }

    FiguresResult read() {
      return figures.read(
          new FiguresQuery(
              ACCOUNT,
              now.minus(Duration.ofHours(1)),
              now.plus(Duration.ofHours(1)),
              Split.ACTION,
              null,
              null,
              null));
    }

    long results() {
      return read().series().stream().mapToLong(each -> each.results()).sum();
    }

    void await(long results) {
      org.awaitility.Awaitility.await()
          .atMost(SOON)
          .until(() -> {
            consoles.forEach(each -> each.counting.countWhatWaits());
            return results() >= results;
          });
    }

    void store(Batch batch) {
      writer.store(batch);
      counting.add("test", batch);
    }

    /** What is not counted by then is as lost as with a process. */
    void stop() {
      consoles.remove(this);
      reader.stop();
      context.close();
    }
  }

  @Test
  void whoDiesBeforeTheGroupKnowsCountsNothingTwice() throws Exception {
    Console first = new Console().reading();
    publish(60);
    first.await(60);
    FiguresResult counted = first.read();
    first.stop();
    forgetGroup();

    Console second = new Console().reading();
    publish(6);
    second.await(66);
    assertThat(second.results()).isEqualTo(66);
    assertThat(counted.series()).hasSize(3);

    // One that was given up may still have what it read: the same batch again.
    second.store(batch());
    second.counting.countWhatWaits();
    assertThat(second.results()).isEqualTo(66);
  }

  @Test
  void aRebuildGivesTheSameNumbers() throws Exception {
    Console first = new Console().reading();
    publish(90);
    first.await(90);
    FiguresResult before = first.read();
    first.stop();

    jdbc.execute("TRUNCATE figures_10s, figures_minute, figures_hour, figures_day");
    assertThat(jdbc.update("UPDATE history_offset SET next_offset = 0")).isPositive();
    Console again = new Console().reading();
    again.await(90);
    assertThat(again.read()).isEqualTo(before);
  }

  @Test
  void twoConsolesShareTheWork() {
    Console first = new Console().reading();
    Console second = new Console().reading();
    publish(60);
    first.await(60);
    second.stop();
    publish(60);
    first.await(120);
    Console third = new Console().reading();
    publish(30);
    third.await(150);
    assertThat(third.results()).isEqualTo(150);
  }

  @Test
  void aRowThatTheLogRefusesIsCountedAndHoldsUpNoOther() {
    jdbc.execute("ALTER TABLE execution ADD CONSTRAINT poison CHECK (execution_id <> 'e-7')");
    Console console = new Console().reading();
    publish(30);
    console.await(30);
    assertThat(console.results()).isEqualTo(30);
    assertThat(jdbc.queryForObject("SELECT count(*) FROM execution", Long.class)).isEqualTo(29);
    publish(1);
    console.await(31);
    assertThat(jdbc.queryForObject("SELECT count(*) FROM execution", Long.class)).isEqualTo(30);
  }

  @Test
  void aResultWhoseFiguresAreRefusedHoldsUpNoOther() {
    jdbc.execute("ALTER TABLE figures_minute ADD CONSTRAINT poison CHECK (action_id <> 'poison')");
    Console console = new Console().reading();
    publish(15);
    publish(result(published++, "poison"));
    publish(15);
    console.await(30);
    assertThat(console.results()).isEqualTo(30);
    assertThat(jdbc.queryForObject("SELECT count(*) FROM execution", Long.class)).isEqualTo(31);
    assertThat(console.context.getBean(MeterRegistry.class))
        .satisfies(meters ->
            assertThat(meters.get("atlas.history.figures.refused").functionCounter().count())
                .isEqualTo(1));
    publish(2);
    console.await(32);
  }

  @Test
  void batchesThatAreCountedTogetherAreCountedOnceByWhoeverDoes() {
    publish(60);
    Console waiting = new Console();
    Batch batch = batch();
    waiting.store(batch);
    waiting.store(batch);
    assertThat(waiting.results()).isZero();
    assertThat(jdbc.queryForObject("SELECT count(*) FROM execution", Long.class))
        .isEqualTo(batch.counted().size());
    waiting.counting.countWhatWaits();
    assertThat(waiting.results()).isEqualTo(batch.counted().size());

    publish(60);
    waiting.store(batch());
    Console other = new Console().reading();
    other.await(120);
    waiting.counting.countWhatWaits();
    assertThat(other.results()).isEqualTo(120);
  }

  /** A partition went from one to the other, and neither has counted yet. */
  @Test
  void whatTwoReadersHaveIsCountedOnce() {
    publish(60);
    Console waiting = new Console();
    Batch batch = batch();
    waiting.store(batch);
    waiting.counting.add("other", batch);
    waiting.counting.countWhatWaits();
    assertThat(waiting.results()).isEqualTo(batch.counted().size());
  }

  @Test
  void littleIsCountedAtOnceAndMuchTogether() {
    assertThat(Counting.isDue(1_000, Duration.ZERO)).isTrue();
    assertThat(Counting.isDue(1_001, Duration.ofMillis(1_999))).isFalse();
    assertThat(Counting.isDue(1_001, Duration.ofSeconds(2))).isTrue();
  }

  @Test
  void whatComesAgainIsForgotten() {
    publish(60);
    Console waiting = new Console();
    Batch batch = batch();
    waiting.store(batch);
    waiting.counting.forget("test", batch.ends().keySet());
    waiting.counting.countWhatWaits();
    assertThat(waiting.results()).isZero();
    waiting.reading().await(60);
    assertThat(waiting.results()).isEqualTo(60);
  }

  @Test
  void aTopicThatWasMadeAnewIsReadFromItsStart() throws Exception {
    Console first = new Console().reading();
    publish(60);
    first.await(60);
    first.stop();
    try (Admin admin = kafka.admin("test")) {
      admin.deleteTopics(List.of(topic)).all().get();
      await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(topic));
    }
    kafka.ensureTopics();
    publish(3);
    Console second = new Console().reading();
    second.await(63);
    assertThat(second.results()).isEqualTo(63);
  }

  /** As where an instance was killed after its transaction, before it told the broker. */
  private void forgetGroup() throws ExecutionException, InterruptedException {
    String group = kafka.topicPrefix() + "console-history";
    try (Admin admin = kafka.admin("test")) {
      Map<TopicPartition, OffsetAndMetadata> zero = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .keySet()
          .forEach(partition -> zero.put(partition, new OffsetAndMetadata(0)));
      assertThat(zero).isNotEmpty();
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> admin.alterConsumerGroupOffsets(group, zero).all().get() == null);
    }
  }

  /** Ten of eleven succeed, of three actions. */
  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      publish(result(published, "action-" + published % 3));
      published++;
    }
    producer.flush();
  }

  private void publish(ActionExecuted result) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic, null, now.toEpochMilli(), result.executionId(), EventJson.write(result)));
  }

  private ActionExecuted result(int number, String action) {
    boolean succeeded = number % 11 > 0;
    return new ActionExecuted(
        "e-" + number,
        action,
        ACCOUNT,
        1,
        succeeded ? Outcome.SUCCEEDED : Outcome.FAILED,
        succeeded ? 200 : 404,
        succeeded ? null : FailureCategory.REJECTED,
        null,
        now.minusSeconds(number % 600 + 60),
        5 + number % 50,
        null,
        null,
        new ActionExecuted.Request("POST", "https://orders.example.com/", Map.of()),
        null,
        null,
        null,
        now.minusSeconds(number % 600 + 61),
        null);
  }

  /** All that was published to a partition, as one poll. */
  private Batch batch() {
    List<org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]>> records =
        new ArrayList<>();
    try (var consumer = kafka.consumer("test", Map.of("auto.offset.reset", "earliest"))) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      await()
          .atMost(SOON)
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return !records.isEmpty();
          });
    }
    return HistoryIntake.batch(
        topic,
        records,
        (record, unusable) -> {
          throw unusable;
        });
  }

  private static ConsoleSettings settings() {
    URI anywhere = URI.create("http://localhost");
    return new ConsoleSettings(
        "Atlas Actions",
        anywhere,
        "id",
        "secret",
        List.of(),
        anywhere,
        Duration.ofDays(30),
        10,
        Duration.ofDays(400));
  }
}
