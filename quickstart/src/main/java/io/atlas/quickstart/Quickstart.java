package io.atlas.quickstart;

import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.FreePort;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.client.ExecutionResults;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.atlas.quickstart.demo.DemoData;
import io.atlas.quickstart.demo.DemoTraffic;
import io.atlas.quickstart.installation.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** {@code ./atlas up}: all of Atlas Actions in this process, and something to watch. */
public final class Quickstart {

  private static final Logger log = LoggerFactory.getLogger(Quickstart.class);
  private static final int FIRST_ORDERS = 5;

  private Quickstart() {}

  public static void main(String[] arguments) {
    PrintStream out = System.out;
    // Tomcat logs by java.util.logging; its lines belong into the log file too.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    try {
      run(Options.parse(List.of(arguments)), Installation.of(System.getenv()), out);
    } catch (RuntimeException | IOException refused) {
      log.error("cannot start", refused);
      System.err.println("atlas: " + reason(refused));
      System.exit(1);
    }
  }

  private static void run(Options options, Installation installation, PrintStream out)
      throws IOException {
    // A killed quickstart leaves its database running, which would hold the port.
    EmbeddedPostgres.stopOrphan(installation.postgresDirectory());
    installation.ports().requireFree(FreePort::isFree);
    if (options.fresh()) {
      wipe(installation.data());
    }
    Files.createDirectories(installation.data());
    Stack stack = Stack.start(installation, options.services());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  stopped.countDown();
                  stack.close();
                }));
    watch(options, installation, out, stopped);
  }

  private static void watch(
      Options options, Installation installation, PrintStream out, CountDownLatch stopped) {
    DemoData data = new DemoData(installation);
    DemoData.Made made = data.ensure();
    try (var actions = TopicView.open(installation.kafka(), ViewSchema.ACTIONS, Clock.systemUTC());
        var _ =
            ExecutionResults.tail(
                installation.kafka(),
                options.quiet() ? result -> {} : new ExecutionLines(actions, out)::print);
        var publisher = ActionPublisher.connect(installation.bootstrapServers());
        var traffic = new DemoTraffic(publisher, made)) {
      out.println(Welcome.text(installation, made, upTime()));
      if (made.firstStart()) {
        traffic.fire(FIRST_ORDERS);
      }
      if (options.traffic() > 0) {
        traffic.every(options.traffic(), data);
      }
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration upTime() {
    return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /** All but the logs: this process has one open, and others may. */
  private static void wipe(Path data) throws IOException {
    if (!Files.exists(data)) {
      return;
    }
    Path logs = data.resolve("logs");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(data) && !file.startsWith(logs)) {
          Files.delete(file);
        }
      }
    }
  }

  /** The innermost message: what went wrong, without the layers that passed it on. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
