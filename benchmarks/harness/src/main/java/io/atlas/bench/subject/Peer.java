package io.atlas.bench.subject;

import io.atlas.bench.process.Child;
import io.atlas.model.kafka.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Somebody else's way to do it, in its own process with its own libraries.
 *
 * @param module below {@code benchmarks}
 * @param settings what this form adds to the settings that all peers get
 */
record Peer(String name, String module, String mainClass, Function<Stage, List<String>> settings)
    implements Subject {

  private static final String GROUP = "bench-peer";

  /**
   * The plain listener: a consumer a partition, one request at a time in each.
   *
   * @param further how this form differs from the plain one
   */
  static Peer listener(String name, String... further) {
    return new Peer(
        name,
        "peer-listener",
        "io.atlas.bench.listener.ListenerPeer",
        stage -> {
          List<String> settings =
              new ArrayList<>(
                  List.of(
                      "--spring.kafka.bootstrap-servers=" + stage.kafka().bootstrapServers(),
                      "--spring.kafka.consumer.group-id=" + stage.kafka().topicPrefix() + GROUP,
                      "--spring.kafka.listener.concurrency=" + Topic.PARTITIONS,
                      "--spring.security.oauth2.client.provider.bench.token-uri="
                          + stage.tokenEndpoint()));
          settings.addAll(List.of(further));
          return settings;
        });
  }

  /** Its documentation: as many threads as the wait is worth; 256 serves a fast target best. */
  static Peer parallelConsumer() {
    return new Peer(
        "parallel-consumer",
        "peer-parallel-consumer",
        "io.atlas.bench.parallelconsumer.ParallelConsumerPeer",
        stage -> common(stage, stage.delayMs() == 0 ? 256 : 1_000));
  }

  static Peer camel() {
    return new Peer(
        "camel",
        "peer-camel",
        "io.atlas.bench.camel.CamelPeer",
        stage -> common(stage, Topic.PARTITIONS));
  }

  /**
   * No peer but a bound: what these processors bear where an engine does nothing but consume, call
   * and publish. Where another machine is compared, compare shares of this.
   */
  static Peer bareEngine() {
    return new Peer(
        "bare-engine",
        "bare-engine",
        "io.atlas.bench.bare.BareEngine",
        stage -> common(stage, stage.delayMs() == 0 ? 256 : 4_000));
  }

  private static List<String> common(Stage stage, int concurrency) {
    return List.of(
        "--bench.bootstrap=" + stage.kafka().bootstrapServers(),
        "--bench.group=" + stage.kafka().topicPrefix() + GROUP,
        "--bench.token-endpoint=" + stage.tokenEndpoint(),
        "--bench.concurrency=" + concurrency);
  }

  @Override
  public Running start(Stage stage) {
    stage.kafka().ensureTopics();
    List<String> arguments = new ArrayList<>(settings.apply(stage));
    arguments.add("--bench.events=" + stage.kafka().name(Topic.ACTION_FIRED));
    arguments.add("--bench.results=" + stage.kafka().name(Topic.ACTION_EXECUTED));
    List<String> options = new ArrayList<>(List.of("-Xmx1g"));
    options.addAll(stage.jvmOptions());
    Child process =
        Child.java(name, stage.directory(), ClassPaths.of(module), options, mainClass, arguments);
    return new Running(process, List.of());
  }
}
