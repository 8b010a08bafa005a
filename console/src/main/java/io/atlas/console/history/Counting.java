package io.atlas.console.history;

import io.atlas.console.figures.FiguresWriter;
import io.atlas.model.kafka.SkippedRecords;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts what is stored, in the transaction that says how far each partition has come: all that was
 * stored in half a second together, or earlier where that is much. Thread-safe.
 */
@Component
class Counting {

  private static final Logger log = LoggerFactory.getLogger(Counting.class);

  private final TransactionTemplate transaction;
  private final Progress progress;
  private final FiguresWriter figures;
  private final SkippedRecords refused = new SkippedRecords(log, System::nanoTime);
  private final Timer timer;

  /** Of who counts. */
  private final Lock turn = new ReentrantLock();

  private final AtomicReference<Uncounted> waiting = new AtomicReference<>(Uncounted.NONE);

  Counting(
      TransactionTemplate transaction,
      Progress progress,
      FiguresWriter figures,
      MeterRegistry meters) {
    this.transaction = transaction;
    this.progress = progress;
    this.figures = figures;
    this.timer =
        Timer.builder("atlas.history.figures")
            .description("Counting what was stored")
            .register(meters);
    FunctionCounter.builder("atlas.history.figures.refused", refused, SkippedRecords::count)
        .description("Results that the database stored and did not count")
        .register(meters);
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
      log.warn("results are counted in half a second: {}", away.toString());
    }
  }

  void countWhatWaits() {
    turn.lock();
    try {
      Uncounted all = waiting.get();
      if (!all.ends().isEmpty()) {
        countInParts(all);
        waiting.updateAndGet(now -> now.after(all));
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * One result whose figures the database refuses must not hold up the others for ever: it is alone
   * after a few halvings. Each part moves the offsets on as far as it comes.
   */
  private void countInParts(Uncounted results) {
    try {
      timer.record(() -> transaction.executeWithoutResult(_ -> count(results)));
    } catch (DataAccessException cause) {
      if (!Refusal.isAboutTheData(cause)) {
        throw cause;
      }
      if (results.results().size() > 1) {
        results.halves().forEach(this::countInParts);
      } else {
        transaction.executeWithoutResult(_ -> progress.advance(results.ends()));
        results.results().forEach(each -> tellRefused(each, cause));
      }
    }
  }

  private void count(Uncounted results) {
    figures.count(results.from(progress.advance(results.ends())));
  }

  private void tellRefused(Batch.Placed result, DataAccessException cause) {
    refused.skipped(
        new ConsumerRecord<>(
            result.partition().topic(), result.partition().partition(), result.offset(), "", ""),
        "its figures were refused, " + Refusal.sqlState(cause));
  }
}
