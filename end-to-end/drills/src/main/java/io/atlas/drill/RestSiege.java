package io.atlas.drill;

import io.atlas.drill.RestBombs.Bomb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The hostile account's requests to the API, so many at a time, one of each kind in turn, from
 * construction until it is closed.
 */
final class RestSiege implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Between two of one thread: what is refused at once would be a flood, which the rates stop. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ControlPlane plane;
  private final String token;
  private final List<Map.Entry<String, Bomb>> bombs;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final Map<String, AtomicInteger> failed = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  RestSiege(ControlPlane plane, HostileTarget target, int atOnce) {
    this.plane = plane;
    this.token = plane.token(Bombs.ACCOUNT);
    this.bombs = List.copyOf(RestBombs.all(target).entrySet());
    for (int i = 0; i < atOnce; i++) {
      threads.add(Thread.ofPlatform().name("hostile-request-" + i).start(this::run));
    }
  }

  /** Requests that got a response that says something. */
  int answered() {
    return answered.get();
  }

  /** Requests that got none, or one that admits a mistake of ours, by kind. */
  Map<String, AtomicInteger> failed() {
    return failed;
  }

  private void run() {
    while (!over) {
      Map.Entry<String, Bomb> bomb = bombs.get(next.getAndIncrement() % bombs.size());
      String fault = fault(bomb.getValue());
      if (fault.isEmpty()) {
        answered.incrementAndGet();
      } else {
        failed
            .computeIfAbsent(bomb.getKey() + ": " + fault, _ -> new AtomicInteger())
            .incrementAndGet();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Empty where all is well. */
  private String fault(Bomb bomb) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(plane.url(bomb.path())))
            .timeout(LONGEST)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(bomb.body()))
            .build();
    try {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      return status == 500 ? "500" : "";
    } catch (HttpTimeoutException late) {
      return "no response";
    } catch (IOException lost) {
      return "connection lost";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Returns once each has its response. */
  @Override
  public void close() {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
