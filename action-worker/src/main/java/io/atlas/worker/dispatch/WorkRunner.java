package io.atlas.worker.dispatch;

import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.result.Outcomes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes one work and publishes what came of it. Thread-safe. */
public final class WorkRunner {

  private static final Logger log = LoggerFactory.getLogger(WorkRunner.class);

  private final ActionExecution execution;
  private final Outcomes outcomes;

  public WorkRunner(ActionExecution execution, Outcomes outcomes) {
    this.execution = execution;
    this.outcomes = outcomes;
  }

  void run(Work work) {
    try {
      Executed executed = execution.execute(work.event(), work.action());
      outcomes.publish(work.event(), executed.outcome(), work.settled());
    } catch (RuntimeException bug) {
      // Not settled: the offset stays, and the event comes again after a restart.
      log.error("execution {} broke off", work.event().executionId(), bug);
    }
  }
}
