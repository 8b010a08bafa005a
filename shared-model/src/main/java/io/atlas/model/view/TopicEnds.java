package io.atlas.model.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Where a topic begins and ends. Asked over connections of its own: on the reader's the broker
 * answers nothing while it holds a long poll. Nothing here waits. Thread-safe.
 */
final class TopicEnds {

  private final Admin admin;
  private final String topic;

  /**
   * What a topic is at a moment.
   *
   * @param id changes when the topic is deleted and made again
   * @param starts the first offset of each partition
   */
  record Shape(Uuid id, Map<TopicPartition, Long> starts) {

    Set<TopicPartition> partitions() {
      return starts.keySet();
    }

    boolean sameTopic(Shape other) {
      return id.equals(other.id) && partitions().equals(other.partitions());
    }
  }

  TopicEnds(Admin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
  }

  /** Fails where the topic does not exist or the broker does not answer. */
  CompletionStage<Shape> shape() {
    return attempt(() -> admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
        .thenCompose(described -> {
          Set<TopicPartition> partitions =
              described.partitions().stream()
                  .map(info -> new TopicPartition(topic, info.partition()))
                  .collect(Collectors.toSet());
          return offsets(partitions, OffsetSpec.earliest())
              .thenApply(starts -> new Shape(described.topicId(), starts));
        });
  }

  /** The offsets at which a reader has seen everything that is committed now. */
  CompletionStage<Map<TopicPartition, Long>> endOffsets(Set<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private CompletionStage<Map<TopicPartition, Long>> offsets(
      Set<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
    return attempt(() ->
            admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .thenApply(found -> {
          Map<TopicPartition, Long> offsets = new HashMap<>();
          found.forEach((partition, info) -> offsets.put(partition, info.offset()));
          return Map.copyOf(offsets);
        });
  }

  /** A closed admin client throws where it should fail the future. */
  private static <T> CompletionStage<T> attempt(Supplier<KafkaFuture<T>> call) {
    try {
      return call.get().toCompletionStage();
    } catch (RuntimeException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }
}
