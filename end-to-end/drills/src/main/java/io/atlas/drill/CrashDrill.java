package io.atlas.drill;

import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Processes that die while events come in. Each drill fires all the while, waits for the last
 * result, and counts.
 */
public final class CrashDrill {

  private final DrillPlan plan;
  private final Path work;
  private final Random random = new Random(20);

  /**
   * @param work for data and logs
   */
  public CrashDrill(DrillPlan plan, Path work) {
    this.plan = plan;
    this.work = work;
  }

  /** {@code kill -9} of the only worker, again and again; each time another one takes over. */
  public Verdict workerKilled() {
    try (LoadedCluster cluster = cluster()) {
      Child worker = cluster.addWorker();
      cluster.startFiring(plan.rate());
      int uncommitted = 0;
      for (int kill = 0; kill < plan.times(); kill++) {
        cluster.awaitProgress();
        passAboutBetween();
        cluster.kill(worker);
        uncommitted += cluster.uncommitted();
        worker = cluster.addWorker();
        System.out.printf("killed %d of %d%n", kill + 1, plan.times());
      }
      passAboutBetween();
      return end(cluster, "crash", uncommitted);
    }
  }

  /** The broker dies ({@code kill -9}) or stops in order, in turns, and comes back. */
  public Verdict brokerRestarted() {
    try (LoadedCluster cluster = cluster()) {
      cluster.addWorker();
      cluster.startFiring(plan.rate());
      int uncommitted = 0;
      for (int restart = 0; restart < plan.times(); restart++) {
        cluster.awaitProgress();
        passAboutBetween();
        if (restart % 2 == 0) {
          cluster.broker().crashAndRestart();
        } else {
          cluster.broker().restart();
        }
        uncommitted += cluster.uncommitted();
        System.out.printf("restarted %d of %d%n", restart + 1, plan.times());
      }
      passAboutBetween();
      return end(cluster, "broker", uncommitted);
    }
  }

  /** Beside one worker that stays, two others join and leave: by SIGTERM and {@code kill -9}. */
  public Verdict workersComeAndGo() {
    try (LoadedCluster cluster = cluster()) {
      cluster.addWorker();
      cluster.startFiring(plan.rate());
      int uncommitted = 0;
      for (int round = 0; round < plan.times(); round++) {
        Child first = cluster.addWorker();
        Child second = cluster.addWorker();
        cluster.awaitProgress();
        passAboutBetween();
        Duration stopping = cluster.stop(first);
        uncommitted += cluster.uncommitted();
        cluster.kill(second);
        uncommitted += cluster.uncommitted();
        System.out.printf(
            "round %d of %d; the graceful stop took %d ms%n",
            round + 1, plan.times(), stopping.toMillis());
      }
      passAboutBetween();
      return end(cluster, "churn", uncommitted);
    }
  }

  private LoadedCluster cluster() {
    return new LoadedCluster(work, plan.eventsAtMost(), plan.jvmOptions());
  }

  private Verdict end(LoadedCluster cluster, String drill, int uncommitted) {
    cluster.stopFiring();
    boolean drained = cluster.drained(plan.drain());
    if (!drained) {
      System.out.println("not all events have a final result; data and logs stay in " + work);
    }
    // Copies on delay topics may still come to be repeats: what they do is waited for as well.
    long uncovered = cluster.uncovered(drained ? plan.drain() : Duration.ZERO);
    cluster.stopWorkers();
    Ledger ledger = cluster.ledger();
    return new Verdict(
        drill,
        plan.times(),
        cluster.fired(),
        ledger.finished(),
        ledger.failed(),
        ledger.repeats(),
        uncommitted,
        ledger.otherKeys(),
        ledger.strangers(),
        uncovered,
        cluster.slowestStop());
  }

  private void passAboutBetween() {
    long millis = plan.between().toMillis();
    Waiting.pass(Duration.ofMillis(millis / 2 + random.nextLong(Math.max(1, millis))));
  }
}
