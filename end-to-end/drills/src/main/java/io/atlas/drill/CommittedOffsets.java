package io.atlas.drill;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What the workers' group has committed. */
final class CommittedOffsets implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;

  private final Admin admin;
  private final String group;
  private final String firedTopic;
  private final Map<TopicPartition, OffsetSpec> latest;

  CommittedOffsets(KafkaConnection kafka, String group) {
    this.admin = kafka.admin("bench-committed");
    this.group = group;
    this.firedTopic = kafka.name(Topic.ACTION_FIRED);
    this.latest =
        Stream.concat(
                Stream.of(Topic.ACTION_FIRED, Topic.ACTION_DELAYED_ORDERED), Topic.DELAYED.stream())
            .flatMap(topic ->
                IntStream.range(0, Topic.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(kafka.name(topic), partition)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
  }

  /** The offset of each partition of fired events; 0 where nothing is committed yet. */
  long[] committed() {
    Map<TopicPartition, Long> offsets = offsets();
    long[] committed = new long[Topic.PARTITIONS];
    for (int partition = 0; partition < committed.length; partition++) {
      committed[partition] = offsets.getOrDefault(new TopicPartition(firedTopic, partition), 0L);
    }
    return committed;
  }

  /** Records of all topics that workers read, fired or delayed, which no commit covers yet. */
  long uncovered() {
    Map<TopicPartition, Long> offsets = offsets();
    return answer(admin.listOffsets(latest).all()).entrySet().stream()
        .mapToLong(end -> end.getValue().offset() - offsets.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  private Map<TopicPartition, Long> offsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, committed) -> {
          if (committed != null) {
            offsets.put(partition, committed.offset());
          }
        });
    return offsets;
  }

  private static <T> T answer(KafkaFuture<T> asked) {
    try {
      return asked.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the broker does not tell what is committed", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
