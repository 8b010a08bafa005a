package io.atlas.console.history;

import io.atlas.console.figures.Counted;
import io.atlas.console.figures.FiguresWriter;
import io.atlas.model.kafka.SkippedRecords;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds results to the figures, in the transaction that says how far each partition has come. */
@Component
class Counts {

  private static final Logger log = LoggerFactory.getLogger(Counts.class);

  private final TransactionTemplate transaction;
  private final Progress progress;
  private final FiguresWriter figures;
  private final HistoryNews news;
  private final SkippedRecords refused = new SkippedRecords(log, System::nanoTime);
  private final Timer timer;

  Counts(
      TransactionTemplate transaction,
      Progress progress,
      FiguresWriter figures,
      HistoryNews news,
      MeterRegistry meters) {
    this.transaction = transaction;
    this.progress = progress;
    this.figures = figures;
    this.news = news;
    this.timer =
        Timer.builder("atlas.history.figures")
            .description("Counting what was stored")
            .register(meters);
    FunctionCounter.builder("atlas.history.figures.refused", refused, SkippedRecords::count)
        .description("Results that the database stored and did not count")
        .register(meters);
  }

  /**
   * One result whose figures the database refuses must not hold up the others for ever: it is alone
   * after a few halvings. Each part moves the offsets on as far as it comes.
   *
   * @throws DataAccessException where the database can't be used now: some may have been added
   */
  void add(Uncounted results) {
    try {
      timer.record(() -> transaction.executeWithoutResult(_ -> count(results)));
    } catch (DataAccessException cause) {
      if (!DatabaseRefusal.isAboutTheData(cause)) {
        throw cause;
      }
      if (results.results().size() > 1) {
        results.halves().forEach(this::add);
      } else {
        transaction.executeWithoutResult(_ -> progress.advance(results.ends()));
        results.results().forEach(each -> tellRefused(each, cause));
      }
    }
  }

  private void count(Uncounted results) {
    List<Counted> counted = results.from(progress.advance(results.ends()));
    figures.count(counted);
    news.tell(
        HistoryChannel.COUNTED,
        counted.stream().map(each -> Objects.requireNonNullElse(each.accountId(), "")));
  }

  private void tellRefused(Batch.Placed result, DataAccessException cause) {
    refused.skipped(
        new ConsumerRecord<>(
            result.partition().topic(), result.partition().partition(), result.offset(), "", ""),
        "its figures were refused, " + DatabaseRefusal.sqlState(cause));
  }
}
