package io.atlas.worker.intake;

import io.atlas.worker.intake.AssignedPartition.Naming;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the broker is told of owned partitions, and when. The intake's thread owns it. */
final class Commits {

  private static final Logger log = LoggerFactory.getLogger(Commits.class);

  /** A broker that takes longer to know of what is to be started is asked again. */
  private static final Duration TELL_WITHIN = Duration.ofSeconds(5);

  /** What is done between two commits is repeated after a crash; a commit costs next to nothing. */
  private static final Duration COMMIT_EVERY = Duration.ofMillis(250);

  /** A quarter of what a commit can tell: executing events further behind are handed over. */
  private static final long LONGEST_LAG = CommitMetadata.MAX_OFFSETS / 4;

  private final Consumer<String, byte[]> member;
  private final OwnedPartitions owned;
  private final Clock clock;
  private Instant nextCommit = Instant.MIN;

  Commits(Consumer<String, byte[]> member, OwnedPartitions owned, Clock clock) {
    this.member = member;
    this.owned = owned;
    this.clock = clock;
  }

  /**
   * Nothing is started that the broker does not know of: whoever comes after a worker that died
   * must find what ended it. Commits say so for what comes, too, so this seldom waits.
   */
  void tellHowFar(Map<AssignedPartition, List<ConsumerRecord<String, byte[]>>> due) {
    List<AssignedPartition> untold = new ArrayList<>();
    due.forEach((source, records) -> {
      if (!records.isEmpty() && !source.isTold(records.getLast().offset())) {
        source.tellUpTo(records.getLast().offset());
        untold.add(source);
      }
    });
    tell(untold);
  }

  /** Lets what may have ended a worker go on once the broker knows which it is. */
  void nameSuspects() {
    List<Naming> namings = owned.takeNamings();
    if (namings.isEmpty()) {
      return;
    }
    try {
      // Of all partitions: what is done by now is not to be done again should one of these be it.
      tell(owned.all());
    } catch (RuntimeException untold) {
      owned.giveBack(namings);
      throw untold;
    }
    namings.forEach(naming -> naming.told().run());
  }

  private void tell(Collection<AssignedPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(partitions);
    if (!commits.isEmpty()) {
      member.commitSync(commits, TELL_WITHIN);
      remember(commits);
    }
  }

  void commitWhenTime() {
    Instant now = clock.instant();
    if (now.isBefore(nextCommit)) {
      return;
    }
    nextCommit = now.plus(COMMIT_EVERY);
    owned.all().forEach(each -> each.handOverLaggards(LONGEST_LAG));
    Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(owned.all());
    if (commits.isEmpty()) {
      return;
    }
    member.commitAsync(
        commits,
        (offsets, failure) -> {
          if (failure != null) {
            log.warn("commit failed, the next one tells the same: {}", failure.toString());
            return;
          }
          remember(offsets);
        });
  }

  private void remember(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, commit) -> {
      AssignedPartition one = owned.get(partition);
      if (one != null) {
        one.committed(commit);
      }
    });
  }
}
