package io.atlas.console.history;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Counts what this console's readers have stored, all of it together: within half a second where it
 * is little, and within two where it is much, because the rows that are written are nearly as many.
 * What each reader has is kept apart, as if they were consoles: a partition that goes from one to
 * the other is counted by offsets alone. Thread-safe.
 */
class Counting {

  private static final Logger log = LoggerFactory.getLogger(Counting.class);

  /** In half a second. */
  private static final int LITTLE = 1_000;

  private static final Duration LONGEST = Duration.ofSeconds(2);

  /** What is read meanwhile waits in memory, with some 500 bytes each. */
  private static final int MOST = 50_000;

  private final Counts counts;
  private final LongSupplier nanoTime;

  /** Of who counts. */
  private final Lock turn = new ReentrantLock();

  private final Map<String, Uncounted> waiting = new ConcurrentHashMap<>();

  /** When all was counted last. */
  private volatile long counted;

  Counting(Counts counts, LongSupplier nanoTime) {
    this.counts = counts;
    this.nanoTime = nanoTime;
    this.counted = nanoTime.getAsLong();
  }

  /**
   * @param reader who has stored it
   * @param batch stored already
   * @throws DataAccessException where the database can't be used now: the batch has to come again
   */
  void add(String reader, Batch batch) {
    var _ = waiting.merge(reader, Uncounted.NONE.and(batch), (others, _) -> others.and(batch));
    if (size() >= MOST) {
      countWhatWaits();
    }
  }

  /** Where results of these partitions are about to come again, from where offsets say. */
  void forget(String reader, Collection<TopicPartition> partitions) {
    var _ = waiting.computeIfPresent(reader, (_, all) -> all.without(partitions));
  }

  @Scheduled(fixedDelayString = "PT0.5S")
  void countWhatIsDue() {
    if (!isDue(size(), Duration.ofNanos(nanoTime.getAsLong() - counted))) {
      return;
    }
    try {
      countWhatWaits();
    } catch (DataAccessException | TransactionException away) {
      log.warn("results are counted in half a second: {}", away.toString());
    }
  }

  static boolean isDue(int results, Duration sinceTheLast) {
    return results <= LITTLE || sinceTheLast.compareTo(LONGEST) >= 0;
  }

  private int size() {
    return waiting.values().stream().mapToInt(each -> each.results().size()).sum();
  }

  void countWhatWaits() {
    turn.lock();
    try {
      Map<String, Uncounted> taken = Map.copyOf(waiting);
      Uncounted.together(taken.values()).forEach(counts::add);
      taken.forEach((reader, all) -> waiting.computeIfPresent(reader, (_, now) -> now.after(all)));
      counted = nanoTime.getAsLong();
    } finally {
      turn.unlock();
    }
  }
}
