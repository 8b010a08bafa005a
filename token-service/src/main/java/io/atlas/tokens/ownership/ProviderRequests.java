package io.atlas.tokens.ownership;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.tokens.grant.ClientCredentialsGrant;
import io.atlas.tokens.grant.ProviderClient;
import io.atlas.tokens.token.Effect;
import io.atlas.tokens.token.ProviderResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Token requests of the owners, each on a thread of its own. Thread-safe. */
public final class ProviderRequests {

  private static final Logger log = LoggerFactory.getLogger(ProviderRequests.class);

  private final ClientCredentialsGrant grant;
  private final Executor threads;
  private final Clock clock;
  private final Map<String, Thread> asking = new ConcurrentHashMap<>();

  public ProviderRequests(ClientCredentialsGrant grant, Executor threads, Clock clock) {
    this.grant = grant;
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * @param then is told once, on another thread, whatever happens
   */
  void send(String connectionId, Effect.Ask ask, Consumer<ProviderResponse> then) {
    String name = name(connectionId, ask.call());
    threads.execute(() -> {
      asking.put(name, Thread.currentThread());
      try {
        then.accept(response(connectionId, ask));
      } finally {
        asking.remove(name);
      }
    });
  }

  /** Breaks it off where it is under way; its response follows. */
  void giveUp(String connectionId, long call) {
    Thread thread = asking.get(name(connectionId, call));
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Each owner counts its calls by itself. */
  private static String name(String connectionId, long call) {
    return connectionId + ' ' + call;
  }

  private ProviderResponse response(String connectionId, Effect.Ask ask) {
    Instant start = clock.instant();
    try {
      ProviderClient client = ProviderClient.of(connectionId, ask.connection());
      return grant.ask(client, ask.purpose(), ask.patience());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      log.debug("token request of {} given up", connectionId);
    } catch (RuntimeException broken) {
      // Without its message, which may quote what it could not handle.
      log.error("token request of {} failed: {}", connectionId, broken.getClass().getName());
    }
    return new ProviderResponse.Refused(
        CredentialFailure.of(CredentialCategory.TRANSIENT),
        null,
        Duration.between(start, clock.instant()));
  }
}
