package io.atlas.console.status;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first unread record of partitions: one of each is read, and again only once somebody has read
 * it. What cannot be read in time is not told. One thread's.
 */
final class FirstUnread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FirstUnread.class);

  private static final Duration WITHIN = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FETCHED_BYTES = 64 << 10;

  private final KafkaConsumer<String, byte[]> consumer;
  private Map<At, First> known = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
  private boolean refused;

  /** Where it lies. */
  record At(TopicPartition partition, long offset) {}

  /** What lies there. */
  sealed interface First {

    /**
     * A record.
     *
     * @param due null where it is not delayed
     */
    record Unread(Instant timestamp, @Nullable Instant due) implements First {}

    /** Nothing that anybody reads up to this offset: markers of transactions take offsets, too. */
    record Nothing(long upTo) implements First {}
  }

  FirstUnread(KafkaConnection kafka) {
    this.consumer =
        kafka.byteKeyConsumer(
            "console-first-unread",
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100,
                // One batch of each partition in turn; a larger one comes all the same.
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCHED_BYTES,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                16 * FETCHED_BYTES,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) WITHIN.toMillis()));
  }

  /**
   * Of those that it could find.
   *
   * @param wanted with the ends of their partitions
   */
  Map<At, First> look(Map<At, Long> wanted) throws InterruptedException {
    Map<At, First> found = new HashMap<>(known);
    found
        .entrySet()
        .removeIf(each -> {
          Long end = wanted.get(each.getKey());
          return end == null || (each.getValue() instanceof First.Nothing(long upTo) && upTo < end);
        });
    Map<TopicPartition, At> missing = new HashMap<>();
    for (At each : wanted.keySet()) {
      // Two groups may be at different places of one partition: the second comes next time.
      if (!found.containsKey(each) && !denied.contains(each.partition().topic())) {
        missing.putIfAbsent(each.partition(), each);
      }
    }
    try {
      read(missing, wanted, found);
      refused = false;
    } catch (InterruptException interrupted) {
      throw new InterruptedException();
    } catch (TopicAuthorizationException unauthorized) {
      denied.addAll(unauthorized.unauthorizedTopics());
      log.warn("the age of what is unread is not told of {}", unauthorized.unauthorizedTopics());
    } catch (KafkaException unreadable) {
      if (!refused) {
        log.warn("the age of what is unread is not known: {}", unreadable.toString());
      }
      refused = true;
    }
    known = found;
    return found;
  }

  private void read(Map<TopicPartition, At> missing, Map<At, Long> ends, Map<At, First> found) {
    consumer.assign(missing.keySet());
    missing.forEach((partition, at) -> consumer.seek(partition, at.offset()));
    long end = System.nanoTime() + WITHIN.toNanos();
    Set<TopicPartition> left = new HashSet<>(missing.keySet());
    while (!left.isEmpty() && System.nanoTime() - end < 0) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        At at = missing.get(partition);
        if (at != null && left.remove(partition)) {
          found.put(at, unread(record));
          consumer.pause(Set.of(partition));
        }
      }
      left.removeIf(partition -> {
        At at = missing.get(partition);
        long position = consumer.position(partition);
        boolean nothing = at != null && position >= ends.getOrDefault(at, Long.MAX_VALUE);
        if (nothing) {
          found.put(at, new First.Nothing(position));
        }
        return nothing;
      });
    }
    consumer.unsubscribe();
  }

  private static First unread(ConsumerRecord<String, byte[]> record) {
    Long due = EventHeaders.number(record.headers(), EventHeaders.DUE);
    return new First.Unread(
        Instant.ofEpochMilli(Math.max(0, record.timestamp())),
        due == null ? null : Instant.ofEpochMilli(due));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
