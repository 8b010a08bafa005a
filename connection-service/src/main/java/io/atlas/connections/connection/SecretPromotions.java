package io.atlas.connections.connection;

import io.atlas.connections.outbox.Outbox;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Stores what the token-service sealed anew, where what it replaces still stands. A record counts
 * as done once it is stored; storing it twice does nothing the second time.
 */
@Component
class SecretPromotions implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SecretPromotions.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConnection kafka;
  private final ConnectionStore store;
  private final Outbox outbox;
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private @Nullable Thread reader;

  SecretPromotions(KafkaConnection kafka, ConnectionStore store, Outbox outbox) {
    this.kafka = kafka;
    this.store = store;
    this.outbox = outbox;
  }

  @Override
  public void start() {
    String group = kafka.topicPrefix() + "connection-service";
    TopicSetup.ensureGroup(kafka, group);
    stopped = new CountDownLatch(1);
    reader = Thread.ofPlatform().daemon().name("secret-promotions").start(() -> run(group));
  }

  private void run(String group) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(
            "secret-promotions",
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"))) {
      consumer.subscribe(List.of(kafka.name(Topic.SECRET_PROMOTIONS)));
      while (stopped.getCount() > 0) {
        try {
          ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
          for (TopicPartition partition : records.partitions()) {
            store(consumer, partition, records.records(partition));
          }
        } catch (WakeupException stopping) {
          log.debug("stopping");
        } catch (KafkaException away) {
          log.warn("no promotions at the moment: {}", away.toString());
          pause();
        }
      }
    } catch (InterruptedException interrupted) {
      log.debug("interrupted");
    }
  }

  private void store(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      List<ConsumerRecord<String, byte[]>> records)
      throws InterruptedException {
    long next = records.getFirst().offset();
    try {
      for (ConsumerRecord<String, byte[]> record : records) {
        apply(record);
        next = record.offset() + 1;
      }
    } catch (DataAccessException | TransactionException away) {
      log.warn("promotions wait for the database: {}", away.toString());
      consumer.seek(partition, next);
      pause();
    }
    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
  }

  private void apply(ConsumerRecord<String, byte[]> record) {
    SecretPromotion promotion;
    try {
      promotion = EventJson.read(record.value(), SecretPromotion.class);
    } catch (UnreadableEventException unreadable) {
      log.warn("unreadable promotion at {}: {}", record.offset(), unreadable.getMessage());
      return;
    }
    String id = record.key();
    boolean stored = id != null && outbox.commit(() -> promoted(id, promotion)).result();
    log.info("connection {}: {} {}", id, promotion.reason(), stored ? "stored" : "out of date");
  }

  /** Compare-and-set under the row's lock; the credentials version stays. */
  private boolean promoted(String id, SecretPromotion promotion) {
    Optional<StoredConnection> stored = store.lock(promotion.accountId(), id);
    var next = stored.flatMap(known -> States.promoted(known.state(), promotion));
    next.ifPresent(state -> store.update(id, state, stored.orElseThrow().secretSet()));
    return next.isPresent();
  }

  private void pause() throws InterruptedException {
    var _ = stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    stopped.countDown();
    Thread thread = reader;
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }

  /** Started after the outbox relay and stopped before it. */
  @Override
  public int getPhase() {
    return 1;
  }
}
