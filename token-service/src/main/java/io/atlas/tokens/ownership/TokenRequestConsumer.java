package io.atlas.tokens.ownership;

import io.atlas.kit.background.ManagedThread;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.intake.GroupMember;
import io.atlas.tokens.intake.GroupMember.Subscription;
import io.atlas.tokens.intake.LiveRecords;
import io.atlas.tokens.intake.SenderClocks;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code token-requests} and hands each to the owner of its partition. Ownership follows the
 * consumer group's assignment. Requests are soft state: positions are committed as they are handed
 * over, and who waits in vain asks again.
 */
public final class TokenRequestConsumer {

  private static final Logger log = LoggerFactory.getLogger(TokenRequestConsumer.class);

  private static final Subscription SUBSCRIPTION =
      new Subscription(
          "token-service",
          Topic.TOKEN_REQUESTS,
          Map.of(
              ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
              500,
              ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
              2_000),
          Duration.ofSeconds(2));

  private final KafkaConnection kafka;
  private final PartitionOwners owners;
  private final SenderClocks senders;
  private final LiveRecords live = new LiveRecords();
  private final Clock clock;
  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);
  private volatile @Nullable GroupMember member;

  public TokenRequestConsumer(
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      PartitionOwners owners,
      SenderClocks senders,
      Clock clock) {
    this.kafka = kafka;
    this.owners = owners;
    this.senders = senders;
    this.clock = clock;
    connections.subscribe((connectionId, _, _) -> owners.changed(connectionId));
  }

  /** A member of the group, for one thread. */
  public ManagedThread.Work open() {
    GroupMember opened = new GroupMember(kafka, SUBSCRIPTION, new Owned(), live, clock);
    member = opened;
    return opened;
  }

  /** Whether this instance takes part and every partition it owns answers. */
  public boolean isReady() {
    GroupMember reading = member;
    return reading != null && reading.hasJoined() && owners.areCaughtUp();
  }

  /** How many records could not be read. */
  public long skipped() {
    return skipped.count();
  }

  private final class Owned implements GroupMember.Reader {

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) {
      handOver(record);
    }

    @Override
    public void assigned(Collection<Integer> partitions) {
      partitions.forEach(owners::take);
    }

    /** What the owners of lost partitions still write is fenced. */
    @Override
    public void released(Collection<Integer> partitions) throws InterruptedException {
      owners.release(partitions);
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
    } catch (DateTimeException | ArithmeticException outOfRange) {
      skipped.skipped(record, "a time beyond the end of all times");
    }
  }
}
