package io.atlas.model.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates topics and sets what our consumer groups need. Several services may do so at once. Where
 * the broker lets another user alone do it, that one is waited for.
 */
public final class TopicSetup {

  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

  /** Ours, from protocol.md: a dead member is noticed within 6 s. */
  private static final Map<String, String> GROUP_SETTINGS =
      Map.of("consumer.session.timeout.ms", "6000", "consumer.heartbeat.interval.ms", "1000");

  private static final long TIMEOUT_SECONDS = 30;

  private TopicSetup() {}

  static void ensure(KafkaConnection kafka, List<Topic> topics) {
    ensure(kafka, topics, Topic.PARTITIONS);
  }

  /**
   * @param partitions that action-fired has at least
   */
  static void ensure(KafkaConnection kafka, List<Topic> topics, int partitions) {
    try (Admin admin = kafka.admin("topic-setup")) {
      create(admin, kafka, topics, partitions);
      TopicGrowth.check(admin, kafka, topics);
      TopicGrowth.grow(admin, kafka, topics, partitions);
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
      for (Topic topic : topics) {
        changes.put(
            new ConfigResource(ConfigResource.Type.TOPIC, kafka.name(topic)),
            operations(topic.settings()));
      }
      alter(admin, changes);
      awaitLeaders(admin, kafka, topics);
    }
  }

  static void growDelayTopics(KafkaConnection kafka) {
    List<Topic> topics = Arrays.stream(Topic.values()).filter(Topic::growsWithFired).toList();
    try (Admin admin = kafka.admin("topic-setup")) {
      TopicGrowth.grow(admin, kafka, topics, 1);
      awaitLeaders(admin, kafka, topics);
    }
  }

  private static void alter(Admin admin, Map<ConfigResource, Collection<AlterConfigOp>> changes) {
    int left = 0;
    for (KafkaFuture<Void> altered : admin.incrementalAlterConfigs(changes).values().values()) {
      try {
        await(altered);
      } catch (IllegalStateException failed) {
        if (!(failed.getCause() instanceof AuthorizationException)) {
          throw failed;
        }
        left++;
      }
    }
    if (left > 0) {
      log.info("the settings of {} topics are left to the user who may change them", left);
    }
  }

  /**
   * Metadata names a leader before the broker acts as one. An idempotent producer that writes in
   * between may get its second batch in and its first one refused, as out of order, until its
   * delivery times out. Only a leader tells where a partition ends.
   */
  private static void awaitLeaders(Admin admin, KafkaConnection kafka, List<Topic> topics) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    known(admin, topics.stream().map(kafka::name).toList())
        .forEach((name, topic) -> {
          for (TopicPartitionInfo partition : topic.partitions()) {
            ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
          }
        });
    await(admin.listOffsets(ends).all());
  }

  /**
   * Makes the broker notice a dead member of the group within 6 s.
   *
   * @throws IllegalStateException where the broker does not let the group have this; the message
   *     names the broker's settings to change
   */
  public static void ensureGroup(KafkaConnection kafka, String groupId) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, groupId);
    try (Admin admin = kafka.admin("group-setup")) {
      await(admin.incrementalAlterConfigs(Map.of(group, operations(GROUP_SETTINGS))).all());
    } catch (IllegalStateException failed) {
      boolean refused =
          failed.getCause() instanceof InvalidConfigurationException
              || failed.getCause() instanceof InvalidRequestException;
      if (!refused) {
        throw failed;
      }
      throw new IllegalStateException(
          "the broker refuses the timeouts of group "
              + groupId
              + "; set group.consumer.min.session.timeout.ms to at most 6000 and"
              + " group.consumer.min.heartbeat.interval.ms to at most 1000 on every broker",
          failed);
    }
  }

  private static void create(
      Admin admin, KafkaConnection kafka, List<Topic> topics, int partitions) {
    List<NewTopic> wanted =
        topics.stream()
            .map(topic ->
                new NewTopic(
                        kafka.name(topic),
                        Optional.of(topic.growsWithFired() ? partitions : Topic.PARTITIONS),
                        Optional.empty())
                    .configs(topic.settings()))
            .toList();
    for (KafkaFuture<Void> created : admin.createTopics(wanted).values().values()) {
      try {
        await(created);
      } catch (IllegalStateException failed) {
        boolean notNeeded =
            failed.getCause() instanceof TopicExistsException
                || failed.getCause() instanceof AuthorizationException;
        if (!notNeeded) {
          throw failed;
        }
      }
    }
  }

  /** Waits until the broker knows the topics, so that they can be used at once. */
  static Map<String, TopicDescription> known(Admin admin, List<String> names) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (true) {
      try {
        return await(admin.describeTopics(names).allTopicNames());
      } catch (IllegalStateException failed) {
        boolean notYet = failed.getCause() instanceof UnknownTopicOrPartitionException;
        if (!notYet || System.nanoTime() > deadline) {
          throw failed;
        }
        // The controller has them and the broker is about to hear of it, which gives no signal.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private static List<AlterConfigOp> operations(Map<String, String> settings) {
    List<AlterConfigOp> operations = new ArrayList<>();
    settings.forEach((name, value) ->
        operations.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    return operations;
  }

  static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "the broker refused: " + failed.getMessage(), failed.getCause());
    } catch (TimeoutException late) {
      // What waits for the broker knows an outage by the type.
      throw new org.apache.kafka.common.errors.TimeoutException(
          "the broker did not answer within " + TIMEOUT_SECONDS + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while setting up topics", interrupted);
    }
  }
}
