package io.atlas.drill;

import io.atlas.bench.load.Arrivals;
import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Target;
import io.atlas.bench.process.Broker;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.bench.subject.AtlasServices;
import io.atlas.bench.subject.Stage;
import io.atlas.bench.target.HttpStub;
import io.atlas.bench.target.TokenEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A broker, a token-service and workers as processes, a target that records each request, and
 * events coming in at an even rate all the while.
 */
final class LoadedCluster implements AutoCloseable {

  private static final Duration PROGRESS = Duration.ofMinutes(2);
  private static final int MOVING = 100;

  /** Workers commit every second; even on a busy machine a result is covered after this. */
  private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(5);

  private final Broker broker;
  private final TokenEndpoint tokens = TokenEndpoint.start(Duration.ofMillis(50));
  private final HttpStub recorder;
  private final Target target;
  private final Stage stage;
  private final AtlasServices services;
  private final Child tokenService;
  private final Ledger ledger;
  private final EventFeed feed;
  private final ResultWatch watch;
  private final CommittedOffsets offsets;
  private volatile boolean firing;
  private final AtomicReference<@Nullable RuntimeException> firingFailed = new AtomicReference<>();
  private @Nullable Thread firingThread;
  private final List<Child> workers = new ArrayList<>();
  private Duration slowestStop = Duration.ZERO;
  private int started;

  /**
   * @param eventsAtMost events that the ledger has room for
   */
  LoadedCluster(Path work, int eventsAtMost, List<String> jvmOptions) {
    this.ledger = new Ledger(eventsAtMost);
    this.broker = new Broker(work.resolve("broker"));
    AtomicReference<@Nullable EventFeed> feeding = new AtomicReference<>();
    this.recorder =
        HttpStub.start(request -> {
          EventFeed known = feeding.get();
          if (known != null) {
            ledger.arrived(
                known.number(Arrivals.executionId(request)), request.header("idempotency-key"));
          }
          return HttpStub.Answer.OK;
        });
    this.target = new Target("bench-action", recorder.url("/"));
    this.stage =
        new Stage(
            work,
            Stage.freshTopics(broker.bootstrapServers()),
            tokens.url(),
            List.of(target),
            0,
            jvmOptions);
    this.services = AtlasServices.seed(stage);
    this.feed = new EventFeed(stage.kafka(), 5);
    feeding.set(feed);
    this.watch = new ResultWatch(stage.kafka(), feed, ledger);
    this.offsets = new CommittedOffsets(stage.kafka(), services.workerGroup());
    this.tokenService = services.startTokenService("token-service");
  }

  Broker broker() {
    return broker;
  }

  Ledger ledger() {
    return ledger;
  }

  int fired() {
    return feed.fired();
  }

  /** What workers that die now may leave to be done again. */
  int uncommitted() {
    long lately = System.nanoTime() - COMMITTED_WITHIN.toNanos();
    return ledger.uncommitted(feed.fired(), offsets.committed(), lately);
  }

  /** One more worker; returns once it is ready. */
  Child addWorker() {
    Child worker = services.startWorker("action-worker-" + ++started);
    workers.add(worker);
    services.awaitReady(worker);
    return worker;
  }

  /** What {@code kill -9} does to the worker. */
  void kill(Child worker) {
    worker.kill();
    workers.remove(worker);
  }

  /** Asks the worker to stop, and waits for its end. */
  Duration stop(Child worker) {
    Duration took = worker.stop();
    workers.remove(worker);
    slowestStop = took.compareTo(slowestStop) > 0 ? took : slowestStop;
    return took;
  }

  void stopWorkers() {
    List.copyOf(workers).forEach(this::stop);
  }

  /** How long a worker that was asked to stop took at most. */
  Duration slowestStop() {
    return slowestStop;
  }

  /** Fires from now on, in the background. */
  void startFiring(double perSecond) {
    services.awaitReady(tokenService);
    firing = true;
    firingThread =
        Thread.ofPlatform()
            .name("firing")
            .start(() -> {
              try {
                feed.paceWhile(perSecond, () -> firing, number -> target);
              } catch (RuntimeException failed) {
                firingFailed.set(failed);
              }
            });
  }

  /** Returns once the broker has all events. */
  void stopFiring() {
    firing = false;
    Thread thread = firingThread;
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    RuntimeException failed = firingFailed.get();
    if (failed != null) {
      throw failed;
    }
  }

  /**
   * Returns once the workers are at work: killing one that still waits for its partitions would
   * show nothing.
   */
  void awaitProgress() {
    int before = ledger.finished();
    Waiting.require(PROGRESS, "results come in", () -> ledger.finished() > before + MOVING);
  }

  /**
   * Waits for the final results of all events.
   *
   * @return whether all came in time
   */
  boolean drained(Duration within) {
    return Waiting.until(within, () -> ledger.finished() >= feed.fired());
  }

  /**
   * Waits until commits cover every record that workers read: then nothing is left that could be
   * done again, now or after a restart.
   *
   * @return records that no commit covers, 0 where all was well in time
   */
  long uncovered(Duration within) {
    return Waiting.until(within, () -> offsets.uncovered() == 0) ? 0 : offsets.uncovered();
  }

  @Override
  public void close() {
    firing = false;
    List.copyOf(workers).forEach(this::kill);
    watch.close();
    offsets.close();
    feed.close();
    tokenService.kill();
    recorder.close();
    tokens.close();
    broker.close();
  }
}
