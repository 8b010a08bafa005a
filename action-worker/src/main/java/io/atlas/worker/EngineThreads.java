package io.atlas.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the engine's parts run on besides the intake's thread and those of executions. One bean, so
 * that neither is taken for the application's own executor.
 *
 * @param timer runs what is short
 * @param tasks runs what may block, on a virtual thread each
 */
record EngineThreads(ScheduledExecutorService timer, ExecutorService tasks) {

  /** None is started before there is something to run. */
  static EngineThreads create() {
    return new EngineThreads(
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("worker-timer").factory()),
        Executors.newVirtualThreadPerTaskExecutor());
  }
}
