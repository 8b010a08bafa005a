package io.atlas.console.figures;

import io.atlas.kit.sql.Times;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts results, in the transaction of the caller, who counts each once. Results of a minute that
 * is folded already are added to its hour and day as well.
 */
@Component
public class FiguresWriter {

  /**
   * Held by whoever counts, together, and by who folds, alone: a minute is folded or not, for all
   * of a batch. Any number, but the same everywhere.
   */
  static final long FOLDING = 7_261_993_007L;

  private final JdbcClient jdbc;
  private final FiguresTables tables;
  private final Clock clock;

  FiguresWriter(JdbcClient jdbc, FiguresTables tables, Clock clock) {
    this.jdbc = jdbc;
    this.tables = tables;
    this.clock = clock;
  }

  /**
   * @throws DataAccessException where the database can't be used now
   */
  public void count(Collection<Counted> results) {
    Instant now = clock.instant();
    List<Counted> kept =
        results.stream().filter(each -> isKept(each.at(), Resolution.DAY, now)).toList();
    if (kept.isEmpty()) {
      return;
    }
    Instant folded = folded();
    Tally seconds =
        Tally.of(kept, Resolution.TEN_SECONDS).where(at -> isKept(at, Resolution.TEN_SECONDS, now));
    tables.add(Resolution.TEN_SECONDS, seconds);
    Tally minutes = Tally.of(kept, Resolution.MINUTE);
    tables.add(
        Resolution.MINUTE,
        minutes.where(at -> !at.isBefore(folded) || isKept(at, Resolution.MINUTE, now)));
    Tally late = minutes.where(at -> at.isBefore(folded));
    if (!late.isEmpty()) {
      tables.add(Resolution.HOUR, late.in(Resolution.HOUR));
      tables.add(Resolution.DAY, late.in(Resolution.DAY));
    }
  }

  /** As it is until the transaction ends. */
  private Instant folded() {
    jdbc.sql("SELECT pg_advisory_xact_lock_shared(:lock)").param("lock", FOLDING).query(_ -> {});
    return jdbc.sql("SELECT until FROM figures_folded")
        .query((row, number) -> Times.instant(row, "until"))
        .single();
  }

  private static boolean isKept(Instant at, Resolution resolution, Instant now) {
    return at.isAfter(now.minus(resolution.kept()));
  }
}
