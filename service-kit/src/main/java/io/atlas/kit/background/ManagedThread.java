package io.atlas.kit.background;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A thread that runs from the service's start to its stop. It opens its work and takes one step
 * after another; where anything fails, an {@link Error} included, it logs, pauses for a second and
 * goes on, with the work opened anew unless that {@linkplain Work#survives survives}. Interruption
 * alone ends it. Thread-safe.
 */
public final class ManagedThread implements Background, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ManagedThread.class);

  /** One failure a second is logged at most, because one a second happens at most. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private static final Duration LONGEST_INTERRUPTED_STOP = Duration.ofSeconds(1);
  private static final Work NOT_OPEN = () -> Duration.ZERO;

  private final String name;
  private final int phase;
  private final Opening opening;
  private final List<Class<? extends Exception>> outages;
  private final RepeatedOutage repeated = new RepeatedOutage(System::nanoTime);
  private final AtomicLong failures = new AtomicLong();
  private final CountDownLatch opened = new CountDownLatch(1);
  private volatile CountDownLatch stopping = new CountDownLatch(0);
  private volatile boolean broken;
  private volatile @Nullable Thread thread;
  private volatile Work current = NOT_OPEN;

  /** Opens a session, a client, or whatever else the steps share. */
  @FunctionalInterface
  public interface Opening {

    Work open() throws Exception;
  }

  /** What the thread does; used by it alone, but for {@link #wakeUp}. */
  public interface Work extends AutoCloseable {

    /**
     * Does a part that takes 2 s at most where nothing hangs, so that a stop is noticed.
     *
     * @return how long to pause before the next one; a stop ends the pause
     */
    Duration step() throws Exception;

    /** Whether the same work takes the next step after one failed so. */
    default boolean survives(Throwable failure) {
      return false;
    }

    /** Another thread stops this one: a step under way had better return at once. */
    default void wakeUp() {}

    /** What a stop gives the step under way and {@link #close} before it interrupts them. */
    default Duration longestStop() {
      return Duration.ofSeconds(5);
    }

    @Override
    default void close() throws Exception {}
  }

  /**
   * @param phase lower ones start earlier and stop later
   * @param outages what is thrown while something the work needs is away: readiness stays, because
   *     another instance would be no better off
   */
  @SafeVarargs
  public ManagedThread(
      String name, int phase, Opening opening, Class<? extends Exception>... outages) {
    this(name, phase, opening, List.of(outages));
  }

  ManagedThread(String name, int phase, Opening opening, List<Class<? extends Exception>> outages) {
    this.name = name;
    this.phase = phase;
    this.opening = opening;
    this.outages = List.copyOf(outages);
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  private void run() {
    try {
      while (!isStopping()) {
        attempt();
      }
    } catch (InterruptedException interrupted) {
      log.debug("{}: interrupted", name);
    }
  }

  private void attempt() throws InterruptedException {
    try (Work work = opening.open()) {
      current = work;
      opened.countDown();
      while (!isStopping()) {
        step(work);
      }
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Throwable failure) {
      failed(failure);
    } finally {
      current = NOT_OPEN;
    }
  }

  private void step(Work work) throws Exception {
    try {
      Duration pause = work.step();
      broken = false;
      pause(pause);
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Throwable failure) {
      if (!work.survives(failure)) {
        throw failure;
      }
      failed(failure);
    }
  }

  /**
   * Ends normally whatever happens, so that not even a log that cannot be written ends the thread.
   *
   * @throws InterruptedException where the failure is an interruption of another kind, as Kafka's
   */
  private void failed(Throwable failure) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(failure.toString());
    }
    boolean outage = outages.stream().anyMatch(type -> type.isInstance(failure));
    broken = !outage;
    failures.incrementAndGet();
    try {
      tell(failure, outage);
    } catch (Throwable untold) {
      failures.incrementAndGet();
    }
    pause(PAUSE_AFTER_FAILURE);
  }

  private void tell(Throwable failed, boolean outage) {
    if (outage && repeated.isNews(failed)) {
      log.warn("{}: waits, {}", name, failed.toString());
    } else if (!outage) {
      log.error("{}: failed, and goes on", name, failed);
    }
  }

  private void pause(Duration time) throws InterruptedException {
    var _ = stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Returns a second after the work's longest stop at the latest, whatever the work hangs on. */
  @Override
  public void stop() {
    stopping.countDown();
    Thread running = thread;
    if (running == null) {
      return;
    }
    Work stopped = current;
    Duration longest = stopped.longestStop();
    try {
      stopped.wakeUp();
      if (!running.join(longest)) {
        log.warn("{}: still at work after {}, interrupted", name, longest);
        running.interrupt();
        var _ = running.join(LONGEST_INTERRUPTED_STOP);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return !isStopping();
  }

  @Override
  public int getPhase() {
    return phase;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isWorking() {
    Thread running = thread;
    return running != null && running.isAlive() && !broken;
  }

  /** Whether the work was ever opened. */
  boolean hasOpened() {
    return opened.getCount() == 0;
  }

  boolean awaitOpened(Duration longest) throws InterruptedException {
    return opened.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public long failures() {
    return failures.get();
  }
}
