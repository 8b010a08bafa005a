package io.atlas.console.schema;

import io.atlas.kit.background.ManagedThread;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * Migrates when the console starts. Where the database is away then, the console starts all the
 * same, says so on each page, and migrates once the database is there. Whatever else is wrong with
 * it ends the start, or later makes the console not ready, and is tried again.
 */
@Component
class LateMigration implements FlywayMigrationStrategy {

  private static final Logger log = LoggerFactory.getLogger(LateMigration.class);

  /** Before the readers, which wait for tables as they do for the database. */
  private static final int PHASE = 0;

  private static final Duration NOTHING_LEFT = Duration.ofDays(1);

  private volatile @Nullable Flyway left;

  LateMigration() {}

  @Override
  public void migrate(Flyway flyway) {
    try {
      var _ = flyway.migrate();
    } catch (FlywayException failed) {
      if (!isAway(failed)) {
        throw failed;
      }
      log.warn("the database is away, its tables are looked at once it is there");
      left = flyway;
    }
  }

  @Bean
  ManagedThread migrationThread() {
    return new ManagedThread("migration", PHASE, () -> this::step, StillAwayException.class);
  }

  private Duration step() throws StillAwayException {
    Flyway waiting = left;
    if (waiting != null) {
      try {
        var _ = waiting.migrate();
      } catch (FlywayException failed) {
        if (isAway(failed)) {
          throw new StillAwayException(failed);
        }
        throw failed;
      }
      left = null;
    }
    return NOTHING_LEFT;
  }

  private static final class StillAwayException extends Exception {

    private static final long serialVersionUID = 1;

    StillAwayException(FlywayException cause) {
      super("the database does not answer", cause);
    }
  }

  /** Connection exceptions, and a server that starts or stops: classes 08 and 57P of SQLSTATE. */
  private static boolean isAway(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
        return true;
      }
    }
    return false;
  }
}
