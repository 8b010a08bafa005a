package io.atlas.console.job;

import io.atlas.console.audit.Audit;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.job.JobLeases.LostException;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A turn at a job: looks at the next executions, deals with them, and says when the next turn is.
 * Nothing is held between turns, neither rows nor a transaction.
 */
@Component
class JobTurns {

  private static final Logger log = LoggerFactory.getLogger(JobTurns.class);

  /** An event has at most 1 MiB, and one is read at a time; their futures are small. */
  static final int MOST_AT_ONCE = 50;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(3);
  private static final Duration AFTER_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration SOONEST = Duration.ofSeconds(1);

  private final JobLeases leases;
  private final ExecutionLog executions;
  private final ReplayJobs replays;
  private final CancelJobs cancellations;
  private final Audit audit;
  private final TransactionTemplate transaction;
  private final Clock clock;

  JobTurns(
      JobLeases leases,
      ExecutionLog executions,
      ReplayJobs replays,
      CancelJobs cancellations,
      Audit audit,
      TransactionTemplate transaction,
      Clock clock) {
    this.leases = leases;
    this.executions = executions;
    this.replays = replays;
    this.cancellations = cancellations;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Takes the turn that is given back at its end, whatever happens. */
  void take(Job job) {
    try {
      leases.giveBack(job, turn(job), null);
    } catch (LostException stopped) {
      leases.giveBack(job, clock.instant(), null);
    } catch (BulkheadFullException busy) {
      leases.giveBack(job, clock.instant().plus(SOONEST), null);
    } catch (QueryTimeoutException slow) {
      log.warn("job {}: the history takes too long", job.id());
      leases.giveBack(
          job,
          clock.instant().plus(AFTER_TIMEOUT),
          "The history takes too long to find the next ones; it is asked again every minute.");
    } catch (RuntimeException failed) {
      leases.giveBack(job, clock.instant().plus(AFTER_FAILURE), problem(failed));
      throw failed;
    }
  }

  private static String problem(RuntimeException failed) {
    return failed instanceof KafkaException
        ? "The broker does not answer; it is asked again every few seconds."
        : "The last step failed; it is tried again every few seconds.";
  }

  /** When the next one is; null where nothing is left to do. */
  private @Nullable Instant turn(Job job) {
    Instant start = clock.instant();
    List<Long> firedFrom = job.place().firedFrom();
    if (firedFrom != null) {
      return after(start, job, replays.fireRest(job, firedFrom));
    }
    if (!job.isRunning()) {
      return job.kind() == JobKind.REPLAY ? replays.look(job, start) : null;
    }
    List<Execution> next =
        executions.oldest(
            job.person().accountId(),
            job.selection(),
            job.place().position(),
            Math.min(job.perSecond(), MOST_AT_ONCE));
    if (next.isEmpty()) {
      end(job);
      return start;
    }
    return switch (job.kind()) {
      case REPLAY -> {
        long fired = replays.replay(job, next);
        var _ = replays.look(job, start);
        yield after(start, job, fired);
      }
      case CANCEL_RETRIES -> after(start, job, cancellations.cancel(job, next));
    };
  }

  private static Instant after(Instant start, Job job, long done) {
    return start.plusMillis(1_000 * done / job.perSecond());
  }

  private void end(Job job) {
    transaction.executeWithoutResult(_ -> {
      if (leases.end(job)) {
        audit.record(job.person(), job.kind().done(), job.id().toString(), job.inNumbers());
      }
    });
  }
}
