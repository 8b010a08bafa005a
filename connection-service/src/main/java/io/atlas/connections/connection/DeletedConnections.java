package io.atlas.connections.connection;

import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Removes deleted connections, and their sealed secrets, once they can no longer be restored. */
@Component
class DeletedConnections {

  private final ConnectionStore store;
  private final RestoreTime kept;
  private final Clock clock;

  DeletedConnections(ConnectionStore store, RestoreTime kept, Clock clock) {
    this.store = store;
    this.kept = kept;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void removeOld() {
    var _ = store.purge(clock.instant().minus(kept.time()));
  }
}
