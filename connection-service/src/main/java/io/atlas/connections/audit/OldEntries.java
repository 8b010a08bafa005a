package io.atlas.connections.audit;

import io.atlas.kit.sql.Times;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Removes what is older than entries are kept. */
@Component
class OldEntries {

  private final JdbcClient jdbc;
  private final AuditKept kept;
  private final Clock clock;

  OldEntries(JdbcClient jdbc, AuditKept kept, Clock clock) {
    this.jdbc = jdbc;
    this.kept = kept;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void remove() {
    var _ =
        jdbc.sql("DELETE FROM connections.audit WHERE at < :before")
            .param("before", Times.utc(clock.instant().minus(kept.time())))
            .update();
  }
}
