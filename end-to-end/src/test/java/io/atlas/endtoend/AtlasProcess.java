package io.atlas.endtoend;

import io.atlas.embedded.FreePort;
import io.atlas.model.kafka.KafkaConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The quickstart as a process of its own, on free ports and a data directory of its own: what a
 * test drives from outside. Processes that are started beside it end with it.
 */
final class AtlasProcess implements AutoCloseable {

  private static final Path QUICKSTART = Path.of("../quickstart");

  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<Thread> collectors = new ArrayList<>();
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Path data;
  private Process main;

  /** A name for what is printed once everything serves. */
  static final String UP = "Atlas Actions is up";

  /** The demo client's secret in the shared stack: random, so that a search for it is sharp. */
  static final String ORDERS_SECRET = randomText();

  private static @Nullable AtlasProcess shared;

  private AtlasProcess(Path data) {
    this.data = data;
    environment.put("ATLAS_DATA_DIR", data.resolve("data").toString());
    for (String name :
        List.of("CONSOLE", "CONNECTION", "TOKEN", "WORKER", "DEMO", "KAFKA", "POSTGRES")) {
      environment.put("ATLAS_" + name + "_PORT", Integer.toString(FreePort.find()));
    }
  }

  /** Ports and directories, with nothing started yet. */
  static AtlasProcess prepare(Path data) {
    return new AtlasProcess(data);
  }

  /**
   * One stack for all tests that leave it as they found it; logs at DEBUG; ends with this process.
   */
  static synchronized AtlasProcess shared() {
    if (shared == null) {
      Path data = Path.of("target/shared-stack").toAbsolutePath();
      deleteAll(data.resolve("logs"));
      shared = prepare(data);
      shared.environment.put("ATLAS_DEMO_ORDERS_SECRET", ORDERS_SECRET);
      shared.environment.put("ATLAS_LOG_LEVEL", "DEBUG");
      shared.restart("--fresh");
      Runtime.getRuntime().addShutdownHook(new Thread(shared::stop));
    }
    return shared;
  }

  /** Starts everything, again on the same ports and data, and waits until it serves. */
  void restart(String... arguments) {
    launch(arguments);
    awaitUp();
  }

  /** Starts everything without waiting: something else may have to be started beside it. */
  Process launch(String... arguments) {
    output.clear();
    main = start("io.atlas.quickstart.Quickstart", "quickstart", Map.of(), arguments);
    return main;
  }

  /** The broker starts early; the rest may wait for what is started beside it. */
  void awaitBroker() {
    Awaitility.await("the broker listens")
        .atMost(Duration.ofMinutes(1))
        .until(() -> !FreePort.isFree(port("KAFKA")));
  }

  void awaitUp() {
    Awaitility.await("the quickstart serves")
        .atMost(Duration.ofMinutes(2))
        .until(() -> printed(UP) || !main.isAlive());
    if (!main.isAlive()) {
      throw new IllegalStateException("the quickstart ended: " + String.join("\n", output));
    }
  }

  /** Starts one more instance of a service and waits until it says that it serves. */
  Process run(String service) {
    return run(service, Map.of());
  }

  /**
   * As {@link #run(String)}.
   *
   * @param settings further variables of its environment
   */
  Process run(String service, Map<String, String> settings, String... options) {
    long before = output.stream().filter(line -> line.startsWith(service + " serves")).count();
    Process instance =
        start(
            "io.atlas.quickstart.RunService",
            service + "-" + processes.size(),
            settings,
            Stream.concat(Stream.of(service), Stream.of(options)).toArray(String[]::new));
    Awaitility.await(service + " serves")
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            output.stream().filter(line -> line.startsWith(service + " serves")).count() > before);
    return instance;
  }

  private Process start(
      String mainClass, String logName, Map<String, String> settings, String... arguments) {
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("@" + QUICKSTART.resolve("jvm.options"));
      // The second compiler would take the processors from the tests for what ends before it pays.
      command.add("-XX:TieredStopAtLevel=1");
      command.add("-Datlas.log.directory=" + logs());
      command.add("-Datlas.log.name=" + logName);
      command.add("-cp");
      command.add(
          QUICKSTART.resolve("target/classes")
              + ":"
              + Files.readString(QUICKSTART.resolve("target/dependencies.txt")));
      command.add(mainClass);
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.environment().putAll(settings);
      Process process = builder.start();
      processes.add(process);
      collectors.add(Thread.ofVirtual().start(() -> collect(process)));
      return process;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void collect(Process process) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(output::add);
    } catch (IOException | UncheckedIOException ended) {
      output.add("(output ended)");
    }
  }

  /** Whether a line of output holds the text. */
  boolean printed(String text) {
    return output.stream().anyMatch(line -> line.contains(text));
  }

  List<String> output() {
    return List.copyOf(output);
  }

  /** All that was printed by processes that have ended. */
  List<String> outputAfterEnd() throws InterruptedException {
    for (Thread collector : collectors) {
      collector.join();
    }
    return output();
  }

  private static void deleteAll(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String randomText() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  Path logs() {
    return data.resolve("logs");
  }

  Path dataDirectory() {
    return data.resolve("data");
  }

  int port(String name) {
    return Integer.parseInt(environment.get("ATLAS_" + name + "_PORT"));
  }

  String url(String portName) {
    return "http://localhost:" + port(portName);
  }

  KafkaConnection kafka() {
    return KafkaConnection.of("localhost:" + port("KAFKA"));
  }

  String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + port("POSTGRES") + "/postgres?user=postgres";
  }

  /** Stops everything as Ctrl-C does. */
  void stop() {
    for (Process process : processes.reversed()) {
      process.destroy();
    }
    for (Process process : processes) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
    processes.clear();
  }

  @Override
  public void close() {
    stop();
  }
}
