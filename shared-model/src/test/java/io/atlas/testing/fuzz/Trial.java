package io.atlas.testing.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tries inputs on a thread whose processor time and memory are counted. Not thread-safe. */
final class Trial<T> implements AutoCloseable {

  /** Wall time; what has not ended by then is not waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The first time, classes are loaded and code is compiled: nobody's fault. */
  private static final int TRIES = 3;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Fuzz.Check<T> check;
  private final List<Class<? extends Throwable>> declared;
  private final Duration mostTime;
  private final long mostBytes;
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private ExecutorService executor = executor();
  private long refused;

  Trial(
      Fuzz.Check<T> check,
      List<Class<? extends Throwable>> declared,
      Duration mostTime,
      long mostBytes) {
    this.check = check;
    this.declared = List.copyOf(declared);
    this.mostTime = mostTime;
    this.mostBytes = mostBytes;
  }

  private record Used(@Nullable Throwable thrown, long nanos, long bytes) {}

  /** Null where all is well. */
  @Nullable Finding of(T input) {
    Finding finding = null;
    for (int i = 0; i < TRIES; i++) {
      finding = once(input);
      if (finding == null || finding instanceof Finding.Thrown || finding instanceof Finding.Hung) {
        return finding;
      }
    }
    return finding;
  }

  /** Inputs so far that were refused by a declared exception. */
  long refused() {
    return refused;
  }

  private @Nullable Finding once(T input) {
    Future<Used> running = executor.submit(() -> measured(input));
    Used used;
    try {
      used = running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hung) {
      Thread stuck = thread.get();
      List<StackTraceElement> at = stuck == null ? List.of() : List.of(stuck.getStackTrace());
      close();
      executor = executor();
      return new Finding.Hung(at);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    Throwable thrown = used.thrown();
    if (thrown != null && declared.stream().noneMatch(type -> type.isInstance(thrown))) {
      return new Finding.Thrown(thrown);
    }
    refused += thrown == null ? 0 : 1;
    if (used.nanos() > mostTime.toNanos()) {
      return new Finding.Slow(Duration.ofNanos(used.nanos()));
    }
    return used.bytes() > mostBytes ? new Finding.Large(used.bytes()) : null;
  }

  private Used measured(T input) {
    long nanos = THREADS.getCurrentThreadCpuTime();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    Throwable thrown = null;
    try {
      check.on(input);
    } catch (Exception | Error failed) {
      thrown = failed;
    }
    return new Used(
        thrown,
        THREADS.getCurrentThreadCpuTime() - nanos,
        THREADS.getCurrentThreadAllocatedBytes() - bytes);
  }

  private ExecutorService executor() {
    return Executors.newSingleThreadExecutor(work -> {
      Thread made = Thread.ofPlatform().daemon().name("fuzz").unstarted(work);
      thread.set(made);
      return made;
    });
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
