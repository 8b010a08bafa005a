package io.atlas.console.job;

import io.atlas.console.cancellation.RetryCancellations;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** A turn's work where retries are cancelled. */
@Component
class CancelJobs {

  private final JobLeases leases;
  private final RetryCancellations cancellations;
  private final TransactionTemplate transaction;

  CancelJobs(JobLeases leases, RetryCancellations cancellations, TransactionTemplate transaction) {
    this.leases = leases;
    this.cancellations = cancellations;
    this.transaction = transaction;
  }

  /**
   * Cancels those, and returns how many they are. Telling the workers once more, after a death in
   * between, changes nothing.
   */
  long cancel(Job job, List<Execution> next) {
    leases.renew(job);
    cancellations.cancel(job.person(), next);
    transaction.executeWithoutResult(_ -> {
      cancellations.settle(job.person(), job.id(), next);
      leases.reached(job, ExecutionLog.position(next.getLast()));
      leases.done(job, next.size(), Map.of());
    });
    return next.size();
  }
}
