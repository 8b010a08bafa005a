package io.atlas.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of ours, known by its id and gone when this process ends. What it prints goes to a
 * file.
 */
public final class Child implements AutoCloseable {

  private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(child -> child.process.destroyForcibly())));
  }

  private final String name;
  private final Process process;
  private final Path output;

  private Child(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
    RUNNING.add(this);
  }

  /**
   * Starts a Java process on this JDK.
   *
   * @param jvmOptions such as {@code -Xmx1g}
   */
  public static Child java(
      String name,
      Path workDirectory,
      String classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return start(name, workDirectory, command);
  }

  public static Child start(String name, Path workDirectory, List<String> command) {
    Path output = workDirectory.resolve(name + ".log");
    try {
      Files.createDirectories(workDirectory);
      Process process =
          new ProcessBuilder(command)
              .directory(workDirectory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      return new Child(name, process, output);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot start " + name, failed);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** The last lines that the process printed, for an error message. */
  public String lastWords() {
    try (Stream<String> lines = Files.lines(output)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 15), all.size()));
    } catch (IOException unreadable) {
      return "(no output: " + unreadable.getMessage() + ")";
    }
  }

  /** Processor time used so far, user and system, of all threads. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The most memory held so far, in bytes; 0 where the system does not tell. */
  public long peakMemory() {
    return status("VmHWM:");
  }

  /** The memory held now, in bytes; 0 where the system does not tell. */
  public long memory() {
    return status("VmRSS:");
  }

  /**
   * Has a Java process collect all its garbage, so that its heap then tells what it holds on to.
   *
   * @throws IllegalStateException where it does not
   */
  public void collectGarbage() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process collecting =
          new ProcessBuilder(jcmd, Long.toString(pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!collecting.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        collecting.destroyForcibly();
        throw new IllegalStateException(this + " does not collect its garbage");
      }
      if (collecting.exitValue() != 0) {
        throw new IllegalStateException(this + " refuses to collect its garbage");
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot start jcmd", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private long status(String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException gone) {
      return 0;
    }
  }

  /** What {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
    RUNNING.remove(this);
  }

  /** Asks the process to end (SIGTERM) and tells how long that took; kills it after 20 s. */
  public Duration stop() {
    long asked = System.nanoTime();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
    RUNNING.remove(this);
    return Duration.ofNanos(System.nanoTime() - asked);
  }

  private void awaitEnd() {
    process.onExit().join();
  }

  @Override
  public void close() {
    stop();
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }
}
