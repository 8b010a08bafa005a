package io.atlas.bench.drill;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the workers' group has committed of the fired events. */
final class CommittedOffsets implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;

  private final Admin admin;
  private final String group;
  private final String topic;

  CommittedOffsets(KafkaConnection kafka, String group) {
    this.admin = kafka.admin("bench-committed");
    this.group = group;
    this.topic = kafka.name(Topic.ACTION_FIRED);
  }

  /** The offset of each partition; 0 where nothing is committed yet. */
  long[] committed() {
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      long[] committed = new long[Topic.PARTITIONS];
      for (int partition = 0; partition < committed.length; partition++) {
        OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, partition));
        committed[partition] = offset == null ? 0 : offset.offset();
      }
      return committed;
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
