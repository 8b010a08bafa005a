package io.atlas.worker.intake;

import io.atlas.worker.dispatch.Dispatcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How partitions go to somebody else. The intake's thread owns it. */
final class LeavingPartitions {

  private static final Logger log = LoggerFactory.getLogger(LeavingPartitions.class);

  private final Consumer<String, byte[]> member;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private final Duration lastCommit;

  /**
   * @param lastCommit how long the last commit may take
   */
  LeavingPartitions(
      Consumer<String, byte[]> member, Dispatcher dispatcher, Clock clock, Duration lastCommit) {
    this.member = member;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.lastCommit = lastCommit;
  }

  /** Lets what is in flight end, ends keyed calls that do not, and commits what is done. */
  void release(List<AssignedPartition> partitions, Instant until) {
    partitions.forEach(AssignedPartition::startNothing);
    drop(partitions);
    try {
      for (AssignedPartition each : partitions) {
        var _ = each.awaitIdle(Duration.between(clock.instant(), until));
      }
      giveUp(partitions);
      Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(partitions);
      if (!commits.isEmpty()) {
        member.commitSync(commits, lastCommit);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (KafkaException failed) {
      log.warn(
          "last commit failed, what is done since the one before comes again: {}",
          failed.toString());
    }
  }

  /** Somebody else owns them already. */
  void lost(List<AssignedPartition> partitions) {
    partitions.forEach(AssignedPartition::giveUp);
    drop(partitions);
    giveUp(partitions);
  }

  /** Keys first: what ends meanwhile must not start another that is looked over. */
  private void drop(List<AssignedPartition> partitions) {
    AssignedPartition.firedNumbers(partitions)
        .forEach(number -> dispatcher.partition(number).drop());
    dispatcher.dropLost();
  }

  private void giveUp(List<AssignedPartition> partitions) {
    partitions.forEach(AssignedPartition::giveUp);
    AssignedPartition.firedNumbers(partitions)
        .forEach(number -> dispatcher.partition(number).giveUp());
  }
}
