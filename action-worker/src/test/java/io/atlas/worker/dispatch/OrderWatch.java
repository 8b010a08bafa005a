package io.atlas.worker.dispatch;

import io.atlas.testing.FaultyHttpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A target that refuses a third of its requests and notices any that is out of turn. */
final class OrderWatch implements FaultyHttpServer.Behaviour {

  private final Random random;
  private final Map<String, List<Integer>> numbersOf;
  private final Semaphore served;

  // Guarded by this.
  private final Set<Integer> accepted = new HashSet<>();
  private final Map<String, Integer> busy = new HashMap<>();
  private final List<String> outOfTurn = new ArrayList<>();
  private final List<String> overlaps = new ArrayList<>();

  /**
   * @param numbersOf the events of each key, in order
   * @param served a permit for each request that was answered
   */
  OrderWatch(Map<String, List<Integer>> numbersOf, long seed, Semaphore served) {
    this.numbersOf = numbersOf;
    this.random = new Random(seed);
    this.served = served;
  }

  /** Paths are {@code /key/number}. */
  @Override
  public void serve(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
      throws IOException, InterruptedException {
    String[] path = request.target().split("/");
    String key = path[1];
    int number = Integer.parseInt(path[2]);
    arrived(key, number);
    // Long enough for another thread to come in between.
    var _ = exchange.serverClosed().await(200, TimeUnit.MICROSECONDS);
    boolean takes = answers(key, number);
    exchange.json(takes ? 200 : 500, "{}");
    served.release();
  }

  private synchronized void arrived(String key, int number) {
    Integer other = busy.put(key, number);
    if (other != null) {
      overlaps.add(number + " while " + other + " of " + key + " was under way");
    }
    for (int before : numbersOf.getOrDefault(key, List.of())) {
      if (before < number && !accepted.contains(before)) {
        outOfTurn.add(number + " before " + before + " of " + key);
      }
    }
  }

  private synchronized boolean answers(String key, int number) {
    busy.remove(key);
    boolean takes = random.nextInt(3) > 0;
    if (takes) {
      accepted.add(number);
    }
    return takes;
  }

  synchronized int accepted() {
    return accepted.size();
  }

  synchronized List<String> overlaps() {
    return List.copyOf(overlaps);
  }

  synchronized List<String> outOfTurn() {
    return List.copyOf(outOfTurn);
  }
}
