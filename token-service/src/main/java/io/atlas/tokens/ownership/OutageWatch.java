package io.atlas.tokens.ownership;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.outage.ProviderOutages;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link ProviderOutages} up to date with what all instances write, and tells the owners here
 * whose turn has come and which provider is back. Thread-safe.
 */
public final class OutageWatch {

  private static final Logger log = LoggerFactory.getLogger(OutageWatch.class);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final TopicView<TokenState> tokens;
  private final TopicView<ConnectionState> connections;
  private final ProviderOutages outages;
  private final PartitionOwners owners;
  private final ScheduledExecutorService timer;
  private volatile boolean filled;

  public OutageWatch(
      TopicView<TokenState> tokens,
      TopicView<ConnectionState> connections,
      ProviderOutages outages,
      PartitionOwners owners,
      ScheduledExecutorService timer) {
    this.tokens = tokens;
    this.connections = connections;
    this.outages = outages;
    this.owners = owners;
    this.timer = timer;
  }

  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (filled) {
        outages.recoveries().forEach(owners::recovered);
        outages.turns().forEach(owners::turnCame);
      } else if (connections.isCaughtUp() && tokens.isCaughtUp()) {
        // From here on both views say where a connection's provider is.
        filled = true;
        tokens.subscribe(this::changed);
        tokens.forEach((connectionId, state) -> changed(connectionId, state, state));
      }
    } catch (RuntimeException | Error broken) {
      // A task that throws is never run again.
      log.error("waiting connections: {}", broken.toString());
    }
  }

  private void changed(
      String connectionId, @Nullable TokenState before, @Nullable TokenState after) {
    outages.changed(connectionId, connections.get(connectionId), before, after, owners::recovered);
  }
}
