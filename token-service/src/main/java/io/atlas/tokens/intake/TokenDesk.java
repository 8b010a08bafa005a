package io.atlas.tokens.intake;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import io.atlas.model.provider.Providers;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.grant.ClientCredentialsGrant;
import io.atlas.tokens.grant.ProviderAnswer;
import io.atlas.tokens.grant.ProviderClient;
import io.atlas.tokens.token.Action;
import io.atlas.tokens.token.GrantSeal;
import io.atlas.tokens.token.RefreshPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
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
public final class TokenDesk implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokenDesk.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(2);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
  private static final long PAUSE_AFTER_ERROR_MS = 1_000;

  private final Shared shared;
  private final Map<Integer, PartitionOwner> owners = new ConcurrentHashMap<>();
  private final KafkaConsumer<String, byte[]> consumer;
  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean joined;

  /** What every owner works with. */
  public record Shared(
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      ClientCredentialsGrant grant,
      GrantSeal seal,
      RefreshPolicy policy,
      Providers providers,
      Replies replies,
      BudgetObserver budgets,
      Clock clock,
      Executor askers,
      ScheduledExecutorService timer) {

    void later(Duration delay, Runnable task) {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    void ask(String connectionId, Action.Ask ask, PartitionOwner owner) {
      askers.execute(() ->
          owner.tell(new Event.Answered(connectionId, ask.call(), answer(connectionId, ask))));
    }

    private ProviderAnswer answer(String connectionId, Action.Ask ask) {
      Instant start = clock.instant();
      try {
        ProviderClient client = ProviderClient.of(connectionId, ask.connection());
        return grant.ask(client, ask.purpose(), ask.patience());
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        log.debug("token request of {} given up", connectionId);
      } catch (RuntimeException | Error broken) {
        // Without its message, which may quote what it could not handle.
        log.error("token request of {} failed: {}", connectionId, broken.getClass().getName());
      }
      return new ProviderAnswer.Refused(
          CredentialFailure.of(CredentialCategory.TRANSIENT),
          null,
          Duration.between(start, clock.instant()));
    }
  }

  /** Joins the group and starts. */
  public TokenDesk(Shared shared) {
    this.shared = shared;
    KafkaConnection kafka = shared.kafka();
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
    shared.connections().subscribe((connectionId, before, after) -> changed(connectionId));
    this.thread = Thread.ofPlatform().name("token-requests").start(this::read);
  }

  /** Whether this instance takes part and every partition it owns answers. */
  public boolean isReady() {
    return joined && owners.values().stream().allMatch(PartitionOwner::isCaughtUp);
  }

  /** The partitions this instance owns. */
  public Collection<Integer> owned() {
    return List.copyOf(owners.keySet());
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

  /** Told to all owners: only the one that has the connection's book cares. */
  private void changed(String connectionId) {
    owners.values().forEach(owner -> owner.tell(new Event.Changed(connectionId)));
  }

  private void read() {
    try (consumer) {
      consumer.subscribe(List.of(shared.kafka().name(Topic.TOKEN_REQUESTS)), new Ownership());
      Instant committed = shared.clock().instant();
      while (closed.getCount() > 0) {
        try {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            handOver(record);
          }
          joined = true;
          Instant now = shared.clock().instant();
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
      release(List.copyOf(owners.keySet()));
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
    PartitionOwner owner = owners.get(record.partition());
    if (owner == null || record.key() == null) {
      return;
    }
    try {
      TokenRequest request = EventJson.read(record.value(), TokenRequest.class);
      Instant sentAt = Instant.ofEpochMilli(record.timestamp());
      owner.tell(new Event.Requested(record.key(), request, sentAt, false));
    } catch (UnreadableEventException unreadable) {
      skipped.skipped(record, String.valueOf(unreadable.getMessage()));
    }
  }

  private void release(Collection<Integer> partitions) throws InterruptedException {
    List<PartitionOwner> leaving =
        partitions.stream().map(owners::remove).filter(owner -> owner != null).toList();
    leaving.forEach(PartitionOwner::leave);
    for (PartitionOwner owner : leaving) {
      owner.awaitLeft();
    }
  }

  private final class Ownership implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        owners.computeIfAbsent(partition.partition(), number -> new PartitionOwner(number, shared));
      }
    }

    /** Lost means that another owns them already: what is written here is fenced. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      try {
        release(partitions.stream().map(TopicPartition::partition).toList());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit();
      try {
        release(partitions.stream().map(TopicPartition::partition).toList());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
