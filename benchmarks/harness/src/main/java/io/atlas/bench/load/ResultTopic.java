package io.atlas.bench.load;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic that every candidate publishes its results to. While a measurement runs only its end is
 * looked at; the results are read afterwards, so that reading costs the measured nothing.
 */
public final class ResultTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final long TIMEOUT_SECONDS = 30;

  private final KafkaConnection kafka;
  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> latest;

  /** A result, as far as all candidates tell it. */
  public record Result(String executionId, long atMillis, Outcome outcome) {}

  /** RETRYING is not final. */
  public enum Outcome {
    SUCCEEDED,
    RETRYING,
    FAILED
  }

  public ResultTopic(KafkaConnection kafka) {
    this.kafka = kafka;
    this.admin = kafka.admin("bench-results");
    String topic = kafka.name(Topic.ACTION_EXECUTED);
    this.latest =
        IntStream.range(0, Topic.PARTITIONS)
            .boxed()
            .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
  }

  /** Where each partition ends now. */
  public Map<TopicPartition, Long> ends() {
    try {
      return admin
          .listOffsets(latest)
          .all()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset(entry.getValue())));
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the broker does not tell the end of the results", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }

  /** Before the first result. */
  public Map<TopicPartition, Long> beginning() {
    return latest.keySet().stream().collect(Collectors.toMap(partition -> partition, p -> 0L));
  }

  /** How many results there are by now. */
  public long count() {
    return ends().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Reads all results from the given offsets to those. */
  public void read(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Consumer<Result> visitor) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer("bench-results-reader", Map.of("max.poll.records", 5_000))) {
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      Map<TopicPartition, Long> open = new HashMap<>(to);
      open.entrySet().removeIf(entry -> from.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
      while (!open.isEmpty()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Long end = to.get(new TopicPartition(record.topic(), record.partition()));
          if (end != null && record.offset() < end) {
            visitor.accept(new Result(record.key(), record.timestamp(), outcome(record.value())));
          }
        }
        open.entrySet().removeIf(entry -> consumer.position(entry.getKey()) >= entry.getValue());
      }
    }
  }

  /** All of JSON that matters here, without parsing a million documents. */
  public static Outcome outcome(byte[] value) {
    String json = new String(value, StandardCharsets.ISO_8859_1);
    if (json.contains("\"outcome\":\"SUCCEEDED\"")) {
      return Outcome.SUCCEEDED;
    }
    return json.contains("\"outcome\":\"RETRYING\"") ? Outcome.RETRYING : Outcome.FAILED;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
