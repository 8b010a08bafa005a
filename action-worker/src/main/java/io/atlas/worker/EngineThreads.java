package io.atlas.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * What the engine's parts run on besides the intake's thread and those of executions. One bean, so
 * that none is taken for the application's own executor.
 *
 * @param timer runs what is short
 * @param tasks runs what may block, on a virtual thread each
 * @param computing runs what computes for long, on as many threads as there are processors, which
 *     give way to all others
 */
record EngineThreads(
    ScheduledExecutorService timer, ExecutorService tasks, ExecutorService computing) {

  /** None is started before there is something to run. */
  static EngineThreads create() {
    ThreadFactory threads = Thread.ofPlatform().daemon().name("computing-", 1).factory();
    return new EngineThreads(
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("worker-timer").factory()),
        Executors.newVirtualThreadPerTaskExecutor(),
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            task ->
                threads.newThread(() -> {
                  ThreadPriority.lower();
                  task.run();
                })));
  }
}
