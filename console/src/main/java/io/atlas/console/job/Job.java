package io.atlas.console.job;

import io.atlas.console.history.Selection;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.Skip;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands.
 *
 * @param person who started it, without rights
 * @param words what it was started for
 * @param logQuery shows the same in the log
 * @param matching how many there were when it was started
 * @param endedAt from then on nothing more is done; results of replays may still come
 * @param stoppedBy who ended it early
 * @param problem why it does not go on at the moment
 */
public record Job(
    UUID id,
    JobKind kind,
    Person person,
    Selection selection,
    String words,
    String logQuery,
    int perSecond,
    long matching,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String stoppedBy,
    Progress progress,
    @Nullable String problem,
    Place place) {

  /**
   * Counts.
   *
   * @param done fired again, or cancelled
   * @param succeeded of the replays, so far
   * @param failed of the replays, or cancelled
   */
  public record Progress(long done, Map<Skip, Long> skipped, long succeeded, long failed) {

    public Progress {
      skipped = Map.copyOf(skipped);
    }

    public long allSkipped() {
      return skipped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Replays whose end is not known yet. */
    public long open() {
      return done - succeeded - failed;
    }
  }

  /**
   * How far it came.
   *
   * @param position of the last execution that was looked at; null at the start
   * @param firedFrom where action-fired ended before events that may be out; null for none
   * @param lookedTo the last replay that was looked through
   */
  record Place(@Nullable String position, @Nullable List<Long> firedFrom, String lookedTo) {}

  public boolean isRunning() {
    return endedAt == null;
  }

  /** What matched and was not dealt with; some of it may have ended by itself. */
  public long remaining() {
    return Math.max(0, matching - progress.done() - progress.allSkipped());
  }

  /** In percent, for a bar. */
  public long share() {
    return matching == 0 ? 100 : 100 - 100 * remaining() / matching;
  }

  String inNumbers() {
    return "%d done, %d skipped, %d of %d not done"
        .formatted(progress.done(), progress.allSkipped(), remaining(), matching);
  }
}
