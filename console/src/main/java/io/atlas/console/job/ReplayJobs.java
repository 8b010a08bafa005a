package io.atlas.console.job;

import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.replay.BulkReplays;
import io.atlas.console.replay.BulkReplays.Attempt;
import io.atlas.console.replay.ReplayChoices;
import io.atlas.console.replay.ReplayChoices.Choice;
import io.atlas.console.replay.Skip;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** A turn's work where executions are replayed. */
@Component
class ReplayJobs {

  /** Replays may be tried again for a day, or for as long as delay topics keep them. */
  private static final Duration COUNTED = Duration.ofDays(8);

  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofHours(1);

  private final JobLeases leases;
  private final ReplayChoices choices;
  private final BulkReplays replays;
  private final ReplayEnds ends;
  private final TransactionTemplate transaction;

  ReplayJobs(
      JobLeases leases,
      ReplayChoices choices,
      BulkReplays replays,
      ReplayEnds ends,
      TransactionTemplate transaction) {
    this.leases = leases;
    this.choices = choices;
    this.replays = replays;
    this.ends = ends;
    this.transaction = transaction;
  }

  /** Claims these and fires them; returns how many were fired. */
  long replay(Job job, List<Execution> next) {
    Choice choice = choices.choose(job.person(), job.id(), next);
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

  /**
   * Fires what was claimed in a turn that did not come to its end; returns how many were fired.
   *
   * @param firedFrom where {@code action-fired} ended before the claims
   */
  long fireRest(Job job, List<Long> firedFrom) {
    Set<String> out = replays.out(job.person(), job.id(), firedFrom);
    leases.renew(job);
    return fire(job, out);
  }

  /**
   * Looks for ends of replays, less and less often after the job's own end.
   *
   * @return when to look again, null for never
   */
  @Nullable Instant look(Job job, Instant now) {
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
