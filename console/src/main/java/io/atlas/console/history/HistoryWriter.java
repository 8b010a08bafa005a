package io.atlas.console.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores batches, each in one transaction that also tells listeners which accounts have something
 * new. Storing a row again changes nothing, and an older result never replaces a newer one: who
 * counts the batch afterwards says how far it goes, and until then it may come again. Thread-safe.
 */
@Component
class HistoryWriter {

  private static final Logger log = LoggerFactory.getLogger(HistoryWriter.class);

  private final TransactionTemplate transaction;
  private final DayPartitions partitions;
  private final FiringTimes times;
  private final HistoryTables tables;
  private final Timer storing;

  HistoryWriter(
      TransactionTemplate transaction,
      DayPartitions partitions,
      FiringTimes times,
      HistoryTables tables,
      MeterRegistry meters) {
    this.transaction = transaction;
    this.partitions = partitions;
    this.times = times;
    this.tables = tables;
    this.storing =
        Timer.builder("atlas.history.batch")
            .description("Storing what came in one poll")
            .register(meters);
  }

  /**
   * @throws DataAccessException where the database can't be used now: the batch has to come again
   */
  void store(Batch batch) {
    storing.record(() -> storeAll(batch));
  }

  private void storeAll(Batch batch) {
    List<HistoryRow> kept =
        times.agree(batch.results()).stream()
            .filter(row -> !row.firedOn().isBefore(partitions.oldest()))
            .toList();
    List<DeadLetterRow> keptDead =
        batch.dead().stream().filter(row -> !row.diedOn().isBefore(partitions.oldest())).toList();
    TreeSet<LocalDate> days = new TreeSet<>();
    kept.forEach(row -> days.add(row.firedOn()));
    keptDead.forEach(row -> days.add(row.diedOn()));
    partitions.ensure(days);
    inParts(kept, keptDead);
  }

  /**
   * One row the database refuses must not hold up the others for ever: it is alone after a few
   * halvings.
   */
  private void inParts(List<HistoryRow> results, List<DeadLetterRow> dead) {
    try {
      transaction.executeWithoutResult(_ -> tables.store(results, dead));
    } catch (DataAccessException refused) {
      if (!DatabaseRefusal.isAboutTheData(refused)) {
        throw refused;
      }
      int size = results.size() + dead.size();
      if (size <= 1) {
        results.forEach(row -> tellMissing(row.result().executionId(), refused));
        dead.forEach(row -> tellMissing(row.executionId(), refused));
        return;
      }
      int results1 = (results.size() + 1) / 2;
      int dead1 = dead.size() / 2;
      inParts(results.subList(0, results1), dead.subList(0, dead1));
      inParts(results.subList(results1, results.size()), dead.subList(dead1, dead.size()));
    }
  }

  private static void tellMissing(String executionId, DataAccessException refused) {
    log.warn(
        "execution {} is missing from the history: {}",
        executionId,
        DatabaseRefusal.sqlState(refused));
  }
}
