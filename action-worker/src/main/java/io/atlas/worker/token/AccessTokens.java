package io.atlas.worker.token;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.seal.Opener;
import io.atlas.model.view.TopicView;
import io.atlas.worker.call.TargetTls;
import io.atlas.worker.token.Authorization.Refused;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for requests: from the view where there is one, asked for where there is none. Opened once
 * per generation. Thread-safe; calls may wait, so they come from virtual threads.
 */
public final class AccessTokens {

  private final TopicView<ConnectionState> connections;
  private final TopicView<TokenState> tokens;
  private final TokenOpening opening;
  private final TokenRequests requests;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<String, TokenWaiters> waiters = new ConcurrentHashMap<>();
  private final LongAdder waits = new LongAdder();

  /**
   * @param random of the proofs for tokens that are bound to keys
   */
  public AccessTokens(
      TopicView<ConnectionState> connections,
      TopicView<TokenState> tokens,
      Opener opener,
      SecureRandom random,
      TokenRequests requests,
      Clock clock,
      LongSupplier nanoTime) {
    this.connections = connections;
    this.tokens = tokens;
    this.opening = new TokenOpening(opener, random);
    this.requests = requests;
    this.clock = clock;
    this.nanoTime = nanoTime;
    tokens.subscribe((id, before, after) -> changed(id));
    connections.subscribe((id, before, after) -> changed(id));
  }

  /**
   * A token for a request.
   *
   * @param accountId of the action: a connection of another account is as good as none
   * @param host that the token would be sent to
   * @param patience how long to wait for one that is missing
   */
  public Authorization obtain(
      String connectionId, String accountId, String host, Duration patience) {
    return await(connectionId, accountId, host, 0, patience);
  }

  /**
   * A newer token than one that a target answered with 401. If there is one already it is used;
   * otherwise one renewal is asked for, and every worker asking for the same generation gets the
   * same one.
   */
  public Authorization renew(
      String connectionId,
      String accountId,
      String host,
      long rejectedGeneration,
      Duration patience) {
    return await(connectionId, accountId, host, rejectedGeneration, patience);
  }

  /** Calls that wait for a token now. */
  public int waiting() {
    return waiters.values().stream().mapToInt(TokenWaiters::waiting).sum();
  }

  /** How many had to wait for one so far. */
  public long waits() {
    return waits.sum();
  }

  private void changed(String connectionId) {
    TokenWaiters queue = waiters.get(connectionId);
    if (queue != null) {
      queue.changed();
      if (connections.get(connectionId) == null && queue.waiting() == 0) {
        // Deleted: the opened token goes too.
        waiters.remove(connectionId, queue);
      }
    }
  }

  private Authorization await(
      String connectionId, String accountId, String host, long rejected, Duration patience) {
    TokenWaiters queue = waiters.computeIfAbsent(connectionId, id -> new TokenWaiters());
    return new Search(connectionId, queue, accountId, host, rejected, patience).run();
  }

  /** One call's look at the views, repeated whenever they change, while its patience lasts. */
  private final class Search {
    private final String connectionId;
    private final TokenWaiters queue;
    private final String accountId;
    private final String host;
    private final long rejected;
    private final long patienceEnds;
    private boolean barrierPassed;
    private boolean rejectionSent;
    private boolean waited;

    Search(
        String connectionId,
        TokenWaiters queue,
        String accountId,
        String host,
        long rejected,
        Duration patience) {
      this.connectionId = connectionId;
      this.queue = queue;
      this.accountId = accountId;
      this.host = host;
      this.rejected = rejected;
      this.patienceEnds = nanoTime.getAsLong() + patience.toNanos();
    }

    Authorization run() {
      while (true) {
        // Taken before looking, so that no change between looking and waiting is missed.
        CompletableFuture<Void> change = queue.nextChange();
        ConnectionState connection = connections.get(connectionId);
        Refused refused = connection == null ? null : refusal(connection, accountId, host);
        if (refused != null) {
          return refused;
        }
        Authorization answer =
            step(
                TokenLook.at(connection, tokens.get(connectionId), rejected, clock.instant()),
                change);
        if (answer != null) {
          return answer;
        }
      }
    }

    /** The answer, or null to look again. */
    private @Nullable Authorization step(TokenLook look, CompletableFuture<Void> change) {
      return switch (look) {
        case TokenLook.Usable(ConnectionState connection, Grant grant, boolean pastRefresh) -> {
          if (pastRefresh && queue.announceExpiry(grant.generation(), nanoTime.getAsLong())) {
            requests.expiring(connectionId, grant.generation(), grant.credentialsVersion());
          }
          yield open(connectionId, connection, queue, grant);
        }
        // What a refusal needs may be mended at the provider, of which no event tells: past its
        // time it is asked again, whatever it was.
        case TokenLook.Denied(Denial denial, long _)
            when denial.retryAt().isAfter(clock.instant()) ->
            denial.category().permanent()
                ? failing(denial)
                : new Authorization.Unavailable(denial.summary(), denial.retryAt());
        case TokenLook.Denied(Denial _, long version) -> ask(version, change);
        case TokenLook.Missing(long version) -> ask(version, change);
        case TokenLook.NoConnection _ -> barrierPassed ? deleted() : passBarrier();
        case TokenLook.ConnectionBehind _ -> barrierPassed ? hold(change) : passBarrier();
      };
    }

    /** The view may be a moment behind; the topic's end offset now decides. */
    private @Nullable Authorization passBarrier() {
      barrierPassed = waitFor(connections.barrier(), left());
      return barrierPassed ? null : unavailable();
    }

    private @Nullable Authorization ask(long credentialsVersion, CompletableFuture<Void> change) {
      if (isGivenUp()) {
        return unavailable();
      }
      if (rejected == 0) {
        if (queue.askNow(nanoTime.getAsLong())) {
          requests.missing(connectionId, credentialsVersion);
        }
      } else if (!rejectionSent) {
        requests.rejected(connectionId, rejected, credentialsVersion);
        rejectionSent = true;
      }
      return hold(change);
    }

    private @Nullable Authorization hold(CompletableFuture<Void> change) {
      long now = nanoTime.getAsLong();
      long left = patienceEnds - now;
      if (left <= 0) {
        queue.waitedInVain(now);
        return unavailable();
      }
      if (isGivenUp() || !queue.enterWaiting(now)) {
        return unavailable();
      }
      if (!waited) {
        waited = true;
        waits.increment();
      }
      try {
        // Early enough to send a lost request again.
        var _ = waitFor(change, Math.min(left, queue.nanosToNextAsk(now)));
        return null;
      } finally {
        queue.leaveWaiting();
      }
    }

    /** Every wait would end at once, and begin again. */
    private static boolean isGivenUp() {
      return Thread.currentThread().isInterrupted();
    }

    private long left() {
      return patienceEnds - nanoTime.getAsLong();
    }
  }

  private static boolean waitFor(CompletableFuture<Void> signal, long nanos) {
    try {
      signal.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException late) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Authorization open(
      String connectionId, ConnectionState connection, TokenWaiters queue, Grant grant) {
    TokenWaiters.Opened known = queue.opened();
    if (known != null && known.isOf(grant)) {
      return known.token();
    }
    TargetTls tls =
        known != null && known.credentialsVersion() == grant.credentialsVersion()
            ? known.token().tls()
            : null;
    Authorization opened = opening.open(connectionId, connection, grant, tls);
    if (opened instanceof Authorization.Token token) {
      queue.opened(new TokenWaiters.Opened(grant.credentialsVersion(), token));
    }
    return opened;
  }

  private static Refused failing(Denial denial) {
    Long waitMs = denial.eventsWaitMs();
    return new Refused(
        FailureCategory.CONNECTION_FAILING,
        denial.summary(),
        denial.hint(),
        waitMs == null
            ? null
            : new Authorization.Grace(Duration.ofMillis(waitMs), denial.retryAt()));
  }

  private static Authorization unavailable() {
    return new Authorization.Unavailable(FailureCategory.TOKEN_UNAVAILABLE.summary(), null);
  }

  /** Why the connection is none for this action (I5), or null. */
  private static @Nullable Refused refusal(
      ConnectionState connection, String accountId, String host) {
    if (!connection.accountId().equals(accountId)) {
      return deleted();
    }
    return AllowedHosts.permit(connection.allowedHosts(), host)
        ? null
        : new Refused(
            FailureCategory.BLOCKED_ADDRESS,
            "The connection's token may not be sent to " + host + ".",
            "Add the host to the connection's allowed hosts, or use another connection.");
  }

  private static Refused deleted() {
    FailureCategory deleted = FailureCategory.CONNECTION_DELETED;
    return new Refused(deleted, deleted.summary(), deleted.hint());
  }
}
