package io.atlas.tokens.ownership;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.intake.LiveRecords;
import io.atlas.tokens.intake.SenderClocks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code token-requests} and hands each to the owner of its partition. Ownership follows the
 * consumer group's assignment; one platform thread owns the consumer. Requests are soft state:
 * positions are committed as they are handed over, and who waits in vain asks again.
 */
public final class TokenRequestConsumer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokenRequestConsumer.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(2);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
  private static final long PAUSE_AFTER_ERROR_MS = 1_000;

  private final KafkaConnection kafka;
  private final TopicView<ConnectionState> connections;
  private final PartitionOwners owners;
  private final SenderClocks senders;
  private final LiveRecords live = new LiveRecords();
  private final Clock clock;
  private final KafkaConsumer<String, byte[]> consumer;
  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean joined;

  public TokenRequestConsumer(
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      PartitionOwners owners,
      SenderClocks senders,
      Clock clock) {
    this.kafka = kafka;
    this.connections = connections;
    this.owners = owners;
    this.senders = senders;
    this.clock = clock;
    String groupId = kafka.topicPrefix() + "token-service";
    TopicSetup.ensureGroup(kafka, groupId);
    this.consumer =
        kafka.consumer(
            "token-service-requests",
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                groupId,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000));
    this.thread = Thread.ofPlatform().name("token-requests").unstarted(this::read);
  }

  /** Joins the group. */
  public void start() {
    connections.subscribe((connectionId, _, _) -> owners.changed(connectionId));
    thread.start();
  }

  /** Whether this instance takes part and every partition it owns answers. */
  public boolean isReady() {
    return joined && owners.areCaughtUp();
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (consumer) {
      consumer.subscribe(List.of(kafka.name(Topic.TOKEN_REQUESTS)), new Ownership());
      Instant committed = clock.instant();
      while (closed.getCount() > 0) {
        try {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            handOver(record);
          }
          joined = true;
          Instant now = clock.instant();
          if (now.isAfter(committed.plus(COMMIT_EVERY))) {
            consumer.commitAsync();
            committed = now;
          }
        } catch (WakeupException closing) {
          log.debug("token requests: closing");
        } catch (InterruptException interrupted) {
          throw interrupted;
        } catch (RuntimeException | Error unavailable) {
          if (unavailable instanceof Error) {
            joined = false; // no outage: readiness tells until it works again
          }
          log.warn("token requests: {}", unavailable.toString());
          var _ = closed.await(PAUSE_AFTER_ERROR_MS, TimeUnit.MILLISECONDS);
        }
      }
      commit();
      owners.release(owners.owned());
    } catch (InterruptException | InterruptedException stopped) {
      log.debug("token requests: stopped");
    }
  }

  /** So that the next owner does not take what was taken here, tests above all. */
  private void commit() {
    try {
      consumer.commitSync(LAST_COMMIT);
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (KafkaException late) {
      log.info("token requests: positions not committed: {}", late.toString());
    }
  }

  private void handOver(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    try {
      TokenRequest request = EventJson.read(record.value(), TokenRequest.class);
      Instant now = clock.instant();
      Instant sentAt = Instant.ofEpochMilli(record.timestamp());
      Duration shift = live.shift(record, now);
      if (live.isLive(record)) {
        senders.seen(request.requestedBy(), sentAt, now);
      }
      owners.tell(
          record.partition(),
          new OwnerMessage.Requested(
              record.key(), request.shifted(shift), sentAt.plus(shift), false));
    } catch (UnreadableEventException unreadable) {
      skipped.skipped(record, String.valueOf(unreadable.getMessage()));
    }
  }

  private final class Ownership implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      live.assigned(consumer, partitions);
      for (TopicPartition partition : partitions) {
        owners.take(partition.partition());
      }
    }

    /** Lost means that another owns them already: what is written here is fenced. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      try {
        owners.release(partitions.stream().map(TopicPartition::partition).toList());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit();
      try {
        owners.release(partitions.stream().map(TopicPartition::partition).toList());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
