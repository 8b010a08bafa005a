package io.atlas.console.job;

import io.atlas.console.audit.Audit;
import io.atlas.console.cancellation.RetryCancellations;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.job.JobLeases.LostException;
import io.atlas.console.replay.BulkReplays;
import io.atlas.console.replay.BulkReplays.Attempt;
import io.atlas.console.replay.BulkReplays.Choice;
import io.atlas.console.replay.Skip;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Replays may be tried again for a day, or for as long as delay topics keep them. */
  private static final Duration COUNTED = Duration.ofDays(8);

  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofHours(1);

  private final JobLeases leases;
  private final ReplayEnds ends;
  private final ExecutionLog executions;
  private final BulkReplays replays;
  private final RetryCancellations cancellations;
  private final Audit audit;
  private final TransactionTemplate transaction;
  private final Clock clock;

  JobTurns(
      JobLeases leases,
      ReplayEnds ends,
      ExecutionLog executions,
      BulkReplays replays,
      RetryCancellations cancellations,
      Audit audit,
      TransactionTemplate transaction,
      Clock clock) {
    this.leases = leases;
    this.ends = ends;
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
      Set<String> out = replays.out(job.person(), job.id(), firedFrom);
      leases.renew(job);
      return after(start, job, fire(job, out));
    }
    if (!job.isRunning()) {
      return job.kind() == JobKind.REPLAY ? look(job, start) : null;
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
        long fired = replay(job, next);
        var _ = look(job, start);
        yield after(start, job, fired);
      }
      case CANCEL_RETRIES -> after(start, job, cancel(job, next));
    };
  }

  private static Instant after(Instant start, Job job, long done) {
    return start.plusMillis(1_000 * done / job.perSecond());
  }

  private long replay(Job job, List<Execution> next) {
    Choice choice = replays.choose(job.person(), job.id(), next);
    List<Long> from = choice.claims().isEmpty() ? null : replays.firedEnds();
    transaction.executeWithoutResult(_ -> {
      Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
      skipped.putAll(choice.skipped());
      skipped.merge(
          Skip.REPLAYED, replays.claim(job.person(), job.id(), choice.claims()), Long::sum);
      leases.begin(job, ExecutionLog.position(next.getLast()), skipped, from);
    });
    return from == null ? 0 : fire(job, Set.of());
  }

  private long fire(Job job, Set<String> out) {
    Attempt attempt = replays.fire(job.person(), job.id(), out, !job.isRunning());
    transaction.executeWithoutResult(_ -> {
      replays.settle(job.person(), job.id(), attempt);
      leases.done(job, attempt.done().size(), attempt.refused());
    });
    return attempt.done().size();
  }

  /** Telling the workers once more, after a death in between, changes nothing. */
  private long cancel(Job job, List<Execution> next) {
    leases.renew(job);
    cancellations.cancel(job.person(), next);
    transaction.executeWithoutResult(_ -> {
      cancellations.settle(job.person(), job.id(), next);
      leases.reached(job, ExecutionLog.position(next.getLast()));
      leases.done(job, next.size(), Map.of());
    });
    return next.size();
  }

  private void end(Job job) {
    transaction.executeWithoutResult(_ -> {
      if (leases.end(job)) {
        audit.record(job.person(), job.kind().done(), job.id().toString(), job.inNumbers());
      }
    });
  }

  /** Looks for ends of replays, less and less often after the job's own end. */
  private @Nullable Instant look(Job job, Instant now) {
    ReplayEnds.Look look = ends.look(job);
    if (!look.isLast()) {
      return now;
    }
    boolean all = job.place().lookedTo().isEmpty();
    boolean none = all && look.looked() == look.succeeded() + look.failed();
    Duration ended = job.endedAt() == null ? Duration.ZERO : Duration.between(job.endedAt(), now);
    if (!job.isRunning() && (none || ended.compareTo(COUNTED) > 0)) {
      return null;
    }
    Duration pause = ended.dividedBy(10);
    return now.plus(
        pause.compareTo(SOONEST) < 0 ? SOONEST : pause.compareTo(LATEST) > 0 ? LATEST : pause);
  }
}
