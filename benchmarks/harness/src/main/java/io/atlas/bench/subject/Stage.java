package io.atlas.bench.subject;

import io.atlas.bench.load.Target;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * What a candidate finds when it starts.
 *
 * @param directory for logs and keys, its own
 * @param kafka with a topic prefix of its own
 * @param delayMs how long the targets take, for peers that must be told
 * @param jvmOptions the same for all candidates
 */
public record Stage(
    Path directory,
    KafkaConnection kafka,
    String tokenEndpoint,
    List<Target> targets,
    int delayMs,
    List<String> jvmOptions) {

  /** A connection to the broker with topics that nobody else uses. */
  public static KafkaConnection freshTopics(String bootstrapServers) {
    String prefix = "bench-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    return new KafkaConnection(bootstrapServers, prefix, Map.of());
  }

  /** Hundreds of partitions of those who went before would slow down those who come after. */
  public void deleteTopics() {
    try (Admin admin = kafka.admin("bench-cleaner")) {
      List<String> names = Arrays.stream(Topic.values()).map(kafka::name).toList();
      admin.deleteTopics(names).all().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the topics of a candidate that is done stay", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
