package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a directory for one server at a time, until closed or until its process ends. */
final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param what the server that wants the directory
   * @throws IllegalStateException where another one holds it; the message names the directory
   */
  static DirectoryLock take(Path directory, String what) {
    Path file = directory.resolve("atlas.lock");
    try {
      // The user's own link to another disk is followed.
      PrivateDirectory.ensure(Files.exists(directory) ? directory.toRealPath() : directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new IllegalStateException(
            "another process runs " + what + " in " + directory + ": stop it first");
      }
      return new DirectoryLock(channel);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot lock " + file, failed);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException thisProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
