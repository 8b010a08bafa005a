package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker in KRaft mode inside this process, on loopback, with its own data directory that
 * survives restarts. Not thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private final KafkaRaftServer server;
  private final DirectoryLock lock;
  private final String bootstrapServers;

  private EmbeddedKafka(KafkaRaftServer server, DirectoryLock lock, String bootstrapServers) {
    this.server = server;
    this.lock = lock;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and returns once it serves.
   *
   * @param directory made and formatted on the first start
   * @param port for clients; the controller takes a free one
   * @throws IllegalStateException where the port is in use or another process owns the directory;
   *     the message names it
   */
  public static EmbeddedKafka start(Path directory, int port) {
    return start(directory, port, Map.of());
  }

  /**
   * As {@link #start(Path, int)}.
   *
   * @param overrides broker settings that win over ours
   */
  public static EmbeddedKafka start(Path directory, int port, Map<String, String> overrides) {
    FreePort.require(port, "Kafka");
    // Kafka's own lock is taken only after its controller has written to the metadata log.
    DirectoryLock lock = DirectoryLock.take(directory, "Kafka");
    try {
      Path data = directory.resolve("data");
      Map<String, String> settings = settings(data, port, otherThan(port));
      settings.putAll(overrides);
      Path file = write(directory.resolve("server.properties"), settings);
      if (!Files.exists(data.resolve("meta.properties"))) {
        format(file);
      }
      return new EmbeddedKafka(started(directory, settings), lock, "localhost:" + port);
    } catch (IOException failed) {
      lock.close();
      throw new UncheckedIOException("cannot write to " + directory, failed);
    } catch (RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  private static Path write(Path file, Map<String, String> settings) throws IOException {
    return Files.writeString(
        file,
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  private static KafkaRaftServer started(Path directory, Map<String, String> settings) {
    KafkaRaftServer server = null;
    try {
      server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
      server.startup();
      return server;
    } catch (RuntimeException failed) {
      if (server != null) {
        server.shutdown();
      }
      throw new IllegalStateException(
          "Kafka did not start in " + directory + ": " + failed.getMessage(), failed);
    }
  }

  private static int otherThan(int clientPort) {
    int port = FreePort.find();
    return port == clientPort ? otherThan(clientPort) : port;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker; what it acknowledged is kept. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  private static void format(Path file) {
    String[] arguments = {
      "format", "-t", Uuid.randomUuid().toString(), "--standalone", "-c", file.toString()
    };
    StorageFormat.run(arguments);
  }

  private static Map<String, String> settings(Path data, int port, int controllerPort) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put(
        "listeners",
        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "CLIENTS://localhost:" + port);
    settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
    settings.put("log.dirs", data.toString());
    settings.put("auto.create.topics.enable", "false");
    for (String factor :
        List.of(
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "default.replication.factor",
            "min.insync.replicas",
            "share.coordinator.state.topic.replication.factor",
            "share.coordinator.state.topic.min.isr")) {
      settings.put(factor, "1");
    }
    // Fewer partitions of internal topics: a start creates and loads them all.
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // Dead members are noticed within the 6 s that our groups ask for.
    settings.put("group.consumer.min.session.timeout.ms", "1000");
    settings.put("group.consumer.min.heartbeat.interval.ms", "100");
    settings.put("group.consumer.session.timeout.ms", "6000");
    settings.put("group.consumer.heartbeat.interval.ms", "1000");
    settings.put("message.max.bytes", Integer.toString(5 << 20));
    settings.put("replica.fetch.max.bytes", Integer.toString(6 << 20));
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    // After a kill, the next start waits until the controller has given up on the last one; after
    // an orderly stop (controlled.shutdown.enable, by default) it does not wait.
    settings.put("broker.session.timeout.ms", "5000");
    settings.put("broker.heartbeat.interval.ms", "1000");
    return settings;
  }
}
