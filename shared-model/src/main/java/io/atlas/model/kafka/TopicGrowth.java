package io.atlas.model.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partitions by number: which topics may have more, and that they have enough. */
final class TopicGrowth {

  private static final Logger log = LoggerFactory.getLogger(TopicGrowth.class);

  private TopicGrowth() {}

  /** Owners are matched by partition number, so other counts must not go unnoticed. */
  static void check(Admin admin, KafkaConnection kafka, List<Topic> topics) {
    List<String> fixed =
        topics.stream().filter(topic -> !topic.growsWithFired()).map(kafka::name).toList();
    TopicSetup.known(admin, fixed)
        .forEach((name, topic) -> {
          if (topic.partitions().size() != Topic.PARTITIONS) {
            throw new IllegalStateException(
                "topic %s has %d partitions where %d are needed: it can't grow, because what stands"
                        .formatted(name, topic.partitions().size(), Topic.PARTITIONS)
                    + " on it would have another owner than what comes; action-fired can"
                    + " (atlas.partitions)");
          }
        });
  }

  /**
   * Lets action-fired have at least so many partitions, and the delay topics as many as it.
   *
   * @throws IllegalStateException where another user has to; the message says what
   */
  static void grow(Admin admin, KafkaConnection kafka, List<Topic> topics, int partitions) {
    List<String> names = topics.stream().filter(Topic::growsWithFired).map(kafka::name).toList();
    Map<String, Integer> counts = new HashMap<>();
    TopicSetup.known(admin, names)
        .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    int wanted =
        Math.max(partitions, counts.getOrDefault(kafka.name(Topic.ACTION_FIRED), partitions));
    // What is delayed first: an event of a new partition may have to be.
    for (String name : names.reversed()) {
      if (counts.getOrDefault(name, wanted) < wanted) {
        grow(admin, name, wanted);
      }
    }
  }

  private static void grow(Admin admin, String name, int wanted) {
    try {
      TopicSetup.await(
          admin.createPartitions(Map.of(name, NewPartitions.increaseTo(wanted))).all());
      log.info("{} has {} partitions now", name, wanted);
    } catch (IllegalStateException failed) {
      if (failed.getCause() instanceof InvalidPartitionsException) {
        log.debug("{} grew meanwhile", name);
        return;
      }
      if (failed.getCause() instanceof AuthorizationException) {
        throw new IllegalStateException(
            "topic " + name + " needs " + wanted + " partitions: have them added by a user who may",
            failed);
      }
      throw failed;
    }
  }
}
