package io.atlas.connections.outbox;

import io.atlas.model.kafka.KafkaConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until readers of committed records see what a transaction wrote. The broker confirms a
 * commit before its markers are in the partitions; until then a view that asks for the topic's end
 * is told one from before. Not thread-safe.
 */
final class CommitVisibility implements AutoCloseable {

  private static final int LONGEST_WAIT_SECONDS = 10;

  /** Between looks; markers usually arrive within a millisecond or two. */
  private static final long LOOK_MS = 2;

  private final Admin admin;
  private final CountDownLatch closed = new CountDownLatch(1);

  CommitVisibility(KafkaConnection kafka) {
    this.admin = kafka.admin("outbox-visibility");
  }

  /**
   * @param sent all of it committed
   * @throws KafkaException where it is not to be seen within 10 s; it is committed all the same
   */
  void await(List<Future<RecordMetadata>> sent) {
    try {
      Map<TopicPartition, Long> ends = ends(sent);
      for (long looks = LONGEST_WAIT_SECONDS * 1_000L / LOOK_MS; looks > 0; looks--) {
        if (visible(ends) || closed.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      throw new KafkaException("committed records are not visible yet");
    } catch (ExecutionException failed) {
      throw new KafkaException("the end of the topics cannot be told", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", interrupted);
    }
  }

  private static Map<TopicPartition, Long> ends(List<Future<RecordMetadata>> sent)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Future<RecordMetadata> record : sent) {
      RecordMetadata written = record.get();
      ends.merge(
          new TopicPartition(written.topic(), written.partition()),
          written.offset() + 1,
          Math::max);
    }
    return ends;
  }

  private boolean visible(Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    ends.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> stable =
        admin
            .listOffsets(
                latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(5_000))
            .all()
            .get();
    return stable.entrySet().stream()
        .allMatch(end -> end.getValue().offset() >= ends.getOrDefault(end.getKey(), 0L));
  }

  @Override
  public void close() {
    closed.countDown();
    admin.close(Duration.ofSeconds(1));
  }
}
