package io.atlas.console.figures;

import io.atlas.kit.sql.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds minutes to hours and days, each minute in a transaction that also says that it is folded:
 * whoever dies half way has done nothing, and of several consoles one folds at a time. Removes what
 * is over age.
 */
@Component
class FiguresFolding {

  private static final Logger log = LoggerFactory.getLogger(FiguresFolding.class);

  /** Serializes consoles that remove; any number, but the same everywhere. */
  private static final long REMOVING = 7_261_993_008L;

  /** What comes later for a minute costs three times as much, and most of it is there by now. */
  private static final Duration SETTLED = Duration.ofMinutes(2);

  /** While the history lags, minutes wait to be folded for so long. They are kept for longer. */
  private static final Duration LONGEST_OPEN = Duration.ofHours(30);

  private static final int MOST_AT_ONCE = 60;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final FiguresTables tables;
  private final Clock clock;

  FiguresFolding(
      JdbcTemplate jdbc, TransactionTemplate transaction, FiguresTables tables, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.tables = tables;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT20S", initialDelayString = "PT20S")
  void foldWhileTheDatabaseIsThere() {
    try {
      for (int folded = 0; folded < MOST_AT_ONCE && foldNext(); folded++) {
        log.debug("folded a minute");
      }
      removeOld();
    } catch (DataAccessException | TransactionException away) {
      log.warn("figures are folded in 20 s: {}", away.toString());
    }
  }

  /** Whether there was a minute to fold. */
  boolean foldNext() {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          jdbc.query("SELECT pg_advisory_xact_lock(?)", _ -> {}, FiguresWriter.FOLDING);
          Instant folded = time("SELECT until AS at FROM figures_folded").orElseThrow();
          Instant settled = settled();
          Optional<Instant> next =
              time(
                  """
                  SELECT min(at) AS at FROM figures_minute
                  WHERE grain = 0 AND at >= ?::timestamptz AND at < ?::timestamptz
                  """,
                  folded.toString(),
                  settled.toString());
          next.ifPresent(this::fold);
          Instant until = next.map(at -> at.plus(Resolution.MINUTE.width())).orElse(settled);
          if (until.isAfter(folded)) {
            jdbc.update("UPDATE figures_folded SET until = ?::timestamptz", until.toString());
          }
          return next.isPresent();
        }));
  }

  /** Minutes before this are not expected to change any more. */
  private Instant settled() {
    Instant now = clock.instant();
    Instant newest =
        time("SELECT max(at) AS at FROM figures_minute WHERE grain = 0")
            .orElse(Instant.EPOCH)
            .minus(SETTLED);
    Instant oldestOpen = now.minus(LONGEST_OPEN);
    Instant reached = newest.isAfter(oldestOpen) ? newest : oldestOpen;
    Instant latest = now.minus(SETTLED);
    return Resolution.MINUTE.bucket(reached.isAfter(latest) ? latest : reached);
  }

  private Optional<Instant> time(String sql, Object... parameters) {
    return Optional.ofNullable(
        jdbc.query(sql, rows -> rows.next() ? Times.instantOrNull(rows, "at") : null, parameters));
  }

  private void fold(Instant minute) {
    Tally tally = new Tally(new HashMap<>(), new HashMap<>());
    jdbc.query(
        "SELECT * FROM figures_minute WHERE grain IN (?, ?) AND at = ?::timestamptz",
        row -> {
          RowKey key = FiguresRows.key(row);
          (key.grain() == Grain.ALL ? tally.wholes() : tally.details())
              .computeIfAbsent(key, _ -> new Sum())
              .add(row);
        },
        Grain.ALL.number(),
        Grain.DETAIL.number(),
        minute.toString());
    tables.add(Resolution.HOUR, tally.in(Resolution.HOUR));
    tables.add(Resolution.DAY, tally.in(Resolution.DAY));
  }

  void removeOld() {
    transaction.executeWithoutResult(_ -> {
      boolean alone =
          Boolean.TRUE.equals(
              jdbc.queryForObject("SELECT pg_try_advisory_xact_lock(?)", Boolean.class, REMOVING));
      if (alone) {
        List.of(Resolution.values()).forEach(this::removeOld);
      }
    });
  }

  private void removeOld(Resolution resolution) {
    Instant oldest = resolution.bucket(clock.instant().minus(resolution.kept()));
    for (Grain grain : Grain.values()) {
      var _ =
          jdbc.update(
              "DELETE FROM "
                  + resolution.table()
                  + " WHERE grain = ? AND at < ?::timestamptz"
                  // A minute that is not folded is in no hour yet.
                  + (resolution == Resolution.MINUTE
                      ? " AND at < (SELECT until FROM figures_folded)"
                      : ""),
              grain.number(),
              oldest.toString());
    }
  }
}
