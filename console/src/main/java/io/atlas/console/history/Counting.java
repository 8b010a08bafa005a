package io.atlas.console.history;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Counts what one reader has stored: all of half a second together, or earlier where that is much.
 * Each reader has its own, as if they were consoles: a partition that goes from one to the other is
 * counted by offsets alone. Thread-safe.
 */
class Counting {

  private static final Logger log = LoggerFactory.getLogger(Counting.class);

  private final String reader;
  private final Counts counts;

  /** Of who counts. */
  private final Lock turn = new ReentrantLock();

  private final AtomicReference<Uncounted> waiting = new AtomicReference<>(Uncounted.NONE);

  Counting(String reader, Counts counts) {
    this.reader = reader;
    this.counts = counts;
  }

  /**
   * @param batch stored already
   * @throws DataAccessException where the database can't be used now: the batch has to come again
   */
  void add(Batch batch) {
    if (waiting.updateAndGet(others -> others.and(batch)).isMuch()) {
      countWhatWaits();
    }
  }

  /** Where results of these partitions are about to come again, from where offsets say. */
  void forget(Collection<TopicPartition> partitions) {
    waiting.updateAndGet(all -> all.without(partitions));
  }

  @Scheduled(fixedDelayString = "PT0.5S")
  void countWhileTheDatabaseIsThere() {
    try {
      countWhatWaits();
    } catch (DataAccessException | TransactionException away) {
      log.warn("{}: results are counted in half a second: {}", reader, away.toString());
    }
  }

  void countWhatWaits() {
    turn.lock();
    try {
      Uncounted all = waiting.get();
      if (!all.ends().isEmpty()) {
        counts.add(all);
        waiting.updateAndGet(now -> now.after(all));
      }
    } finally {
      turn.unlock();
    }
  }
}
