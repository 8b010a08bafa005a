package io.atlas.model.egress;

import io.atlas.model.egress.EgressGuard.AddressLookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Names looked up on threads of their own, one lookup a name at a time. A lookup blocks its thread
 * within the system's resolver; on a virtual thread it would hold one of the few carriers, so that
 * two names whose servers do not answer would stop everything (I9). Thread-safe.
 */
final class NameLookups implements AddressLookup {

  /** As long as a connection may take. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  /** As many names may hang before others wait for their turn. */
  private static final int THREADS = 64;

  private final AddressLookup system;
  private final Duration longest;
  private final Executor threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("name-lookup-", 1).factory());
  private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param system what really looks names up; may block
   * @param longest that a caller waits
   */
  NameLookups(AddressLookup system, Duration longest) {
    this.system = system;
    this.longest = longest;
  }

  @Override
  public InetAddress[] byName(String host) throws UnknownHostException {
    CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
    CompletableFuture<InetAddress[]> running = underWay.putIfAbsent(host, mine);
    if (running == null) {
      threads.execute(() -> lookUp(host, mine));
    }
    try {
      return (running == null ? mine : running).get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException unknown) {
      throw unknown(host, unknown.getCause());
    } catch (TimeoutException late) {
      throw unknown(host, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unknown(host, interrupted);
    }
  }

  private void lookUp(String host, CompletableFuture<InetAddress[]> answer) {
    // Taken out before it is answered, so that whoever asks afterwards is looked up anew.
    try {
      InetAddress[] found = system.byName(host);
      underWay.remove(host, answer);
      answer.complete(found);
    } catch (UnknownHostException | RuntimeException unknown) {
      underWay.remove(host, answer);
      answer.completeExceptionally(unknown);
    }
  }

  private static UnknownHostException unknown(String host, @Nullable Throwable cause) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(cause);
    return unknown;
  }
}
