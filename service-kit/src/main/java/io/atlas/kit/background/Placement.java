package io.atlas.kit.background;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Puts a consumer to where the service has come on the partitions it gets. Where that can't be
 * known now, nothing is handled, and the container is made anew until it can: a consumer is told
 * once that it has a partition.
 */
final class Placement implements ConsumerAwareRebalanceListener {

  private final TopicReader.Positions positions;
  private volatile @Nullable RuntimeException failure;

  Placement(TopicReader.Positions positions) {
    this.positions = positions;
  }

  void beginAnew() {
    failure = null;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      positions.next(ends).forEach((partition, offset) -> consumer.seek(partition, offset));
    } catch (RuntimeException unknown) {
      failure = unknown;
    }
  }

  /** Throws what kept the partitions from being placed. */
  void require() {
    RuntimeException unknown = failure;
    if (unknown != null) {
      throw unknown;
    }
  }
}
