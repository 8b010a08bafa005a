package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that a killed process left running on a data directory. PostgreSQL is a process of its
 * own, so it outlives a JVM that had no time to stop it.
 */
final class OrphanedPostgres {

  private static final Logger log = LoggerFactory.getLogger(OrphanedPostgres.class);
  private static final long FAST_SECONDS = 10;
  private static final long IMMEDIATE_SECONDS = 5;

  private OrphanedPostgres() {}

  /**
   * Stops the directory's server, if one runs and nobody owns it any more.
   *
   * @throws IllegalStateException where a living process owns it, or where it does not stop
   */
  static void stop(Path directory) {
    refuseWhereOwned(directory);
    Path pidFile = directory.resolve("postmaster.pid");
    Optional<ProcessHandle> running = running(pidFile);
    if (running.isEmpty()) {
      return; // a pid file without a process is PostgreSQL's own business
    }
    ProcessHandle process = running.get();
    if (isZombie(process)) {
      log.info(
          "{} names process {}, which has ended and was not collected", pidFile, process.pid());
      delete(pidFile);
      return;
    }
    String command = process.info().command().orElse("");
    if (command.isEmpty()) {
      return; // not ours to judge: PostgreSQL will refuse to start and say why
    }
    if (!command.endsWith("postgres") || !serves(process, directory)) {
      log.info("{} names process {}, which is another program by now", pidFile, process.pid());
      delete(pidFile);
      return;
    }
    log.info("stopping PostgreSQL (process {}) that was left running", process.pid());
    if (!ends(process, "-INT", FAST_SECONDS) && !ends(process, "-QUIT", IMMEDIATE_SECONDS)) {
      throw new IllegalStateException(
          "PostgreSQL was left running in %s and does not stop; end process %d by hand"
              .formatted(directory, process.pid()));
    }
  }

  /** The library holds a lock in the directory as long as the process that started it lives. */
  private static void refuseWhereOwned(Path directory) {
    Path lockFile = directory.resolve("epg-lock");
    if (!Files.exists(lockFile)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw owned(directory);
      }
    } catch (OverlappingFileLockException thisProcess) {
      throw owned(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read " + lockFile, failed);
    }
  }

  private static IllegalStateException owned(Path directory) {
    return new IllegalStateException(
        "another process runs PostgreSQL in " + directory + ": stop it first");
  }

  private static Optional<ProcessHandle> running(Path pidFile) {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(pidFile);
      long pid = Long.parseLong(lines.isEmpty() ? "" : lines.get(0).trim());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    } catch (NumberFormatException halfWritten) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read " + pidFile, failed);
    }
  }

  /** A server works in its data directory; where that cannot be seen, its arguments name it. */
  private static boolean serves(ProcessHandle process, Path directory) {
    Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      if (Files.exists(workingDirectory)) {
        return Files.isSameFile(workingDirectory, directory);
      }
      String real = directory.toRealPath().toString();
      return process.info().arguments().map(List::of).orElse(List.of()).stream()
          .anyMatch(argument -> argument.equals(real) || argument.equals(directory.toString()));
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * An ended process that its parent has not collected yet, such as one whose parent was killed and
   * whose new parent, the first process of a container, takes its time. Signals still find it, so
   * PostgreSQL takes it for a living server.
   */
  private static boolean isZombie(ProcessHandle process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines.anyMatch(line -> line.startsWith("State:") && line.contains("Z"));
    } catch (IOException | UncheckedIOException elsewhere) {
      return false;
    }
  }

  private static boolean ends(ProcessHandle process, String signal, long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
      while (System.nanoTime() < end) {
        if (isZombie(process) || hasEnded(process)) {
          return true;
        }
      }
      return false;
    } catch (IOException | ExecutionException failed) {
      throw new IllegalStateException("cannot stop process " + process.pid(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for a moment. */
  private static boolean hasEnded(ProcessHandle process)
      throws ExecutionException, InterruptedException {
    try {
      process.onExit().get(50, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    }
  }

  private static void delete(Path pidFile) {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot delete " + pidFile, failed);
    }
  }
}
