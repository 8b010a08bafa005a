package io.atlas.console.history;

import io.atlas.console.ConsoleSettings;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** A partition a table and day (UTC): made when first needed, dropped when its day is over age. */
@Component
class DayPartitions {

  private static final Logger log = LoggerFactory.getLogger(DayPartitions.class);

  private static final List<String> TABLES = List.of("execution", "attempt", "dead_letter");
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /** Serializes consoles that make or drop partitions; any number, but the same everywhere. */
  private static final long LOCK = 7_261_993_004L;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final int keptDays;
  private final Set<LocalDate> made = ConcurrentHashMap.newKeySet();

  DayPartitions(JdbcClient jdbc, Clock clock, ConsoleSettings properties) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.keptDays = (int) properties.historyRetention().toDays();
  }

  /** The first day that is kept. */
  LocalDate oldest() {
    return today().minusDays(keptDays);
  }

  /** Makes the partitions of these days; a day once made costs nothing. */
  void ensure(Collection<LocalDate> days) {
    for (LocalDate day : days) {
      if (!made.contains(day)) {
        create(day);
        made.add(day);
      }
    }
  }

  /** Drops days over age, and makes tomorrow's before anybody waits for it. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10S")
  void renewWhileTheDatabaseIsThere() {
    try {
      renew();
    } catch (DataAccessException away) {
      log.warn("partitions are renewed in an hour: {}", away.toString());
    }
  }

  private void renew() {
    ensure(List.of(today(), today().plusDays(1)));
    List<String> over =
        jdbc.sql(
                """
                SELECT child.relname FROM pg_inherits
                JOIN pg_class child ON child.oid = inhrelid
                JOIN pg_class parent ON parent.oid = inhparent
                WHERE parent.relnamespace = current_schema()::regnamespace
                  AND parent.relname IN (:tables) AND right(child.relname, 8) < :oldest
                """)
            .param("tables", TABLES)
            .param("oldest", DAY.format(oldest()))
            .query((row, number) -> row.getString(1))
            .list();
    for (String partition : over) {
      jdbc.sql("DROP TABLE IF EXISTS " + partition).update();
      log.info("dropped {}", partition);
    }
    jdbc.sql("DELETE FROM replay WHERE requested_at < :oldest")
        .param("oldest", oldest().atStartOfDay().atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql("DELETE FROM action_name WHERE deleted_at < :oldest")
        .param("oldest", oldest().atStartOfDay().atOffset(ZoneOffset.UTC))
        .update();
    made.removeIf(day -> day.isBefore(oldest()));
  }

  private void create(LocalDate day) {
    for (String table : TABLES) {
      // Names and bounds are made from a date and constants, never from input.
      jdbc.sql(
              """
              DO $$ BEGIN
                PERFORM pg_advisory_xact_lock(%d);
                CREATE TABLE IF NOT EXISTS %s_%s PARTITION OF %s
                  FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00');
              END $$
              """
                  .formatted(LOCK, table, DAY.format(day), table, day, day.plusDays(1)))
          .update();
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
