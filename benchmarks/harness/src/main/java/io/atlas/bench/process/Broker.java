package io.atlas.bench.process;

import io.atlas.embedded.FreePort;
import io.atlas.model.kafka.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** One Kafka broker in a process of its own, on a port and a directory that outlive restarts. */
public final class Broker implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);

  private final Path directory;
  private final int port = FreePort.find();
  private Child process;

  public Broker(Path directory) {
    this.directory = directory;
    this.process = launch();
  }

  private Child launch() {
    Child child =
        Child.java(
            "broker",
            directory,
            System.getProperty("java.class.path"),
            List.of("-Xmx1g"),
            BrokerMain.class.getName(),
            List.of(directory.resolve("kafka").toString(), Integer.toString(port)));
    Waiting.require(
        START,
        "the broker serves",
        () -> {
          if (!child.alive()) {
            throw new IllegalStateException("the broker ended:\n" + child.lastWords());
          }
          return serves();
        });
    return child;
  }

  private boolean serves() {
    try (Admin admin =
        new KafkaConnection(
                bootstrapServers(),
                KafkaConnection.DEFAULT_PREFIX,
                Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1500"))
            .admin("bench-broker-check")) {
      return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  public Child process() {
    return process;
  }

  /** Kills the broker as {@code kill -9} does and starts it again on the same data. */
  public void crashAndRestart() {
    process.kill();
    process = launch();
  }

  /** Stops the broker in order and starts it again on the same data. */
  public void restart() {
    process.stop();
    process = launch();
  }

  @Override
  public void close() {
    process.kill();
  }
}
