package io.atlas.bench.subject;

import io.atlas.bench.load.Target;
import io.atlas.model.kafka.KafkaConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
}
