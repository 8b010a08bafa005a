package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories that no other user of the machine can look into or put anything into. */
final class PrivateDirectory {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateDirectory() {}

  /**
   * Makes the directory, or takes everybody else's rights to it away.
   *
   * @return the directory
   * @throws IllegalStateException where it is somebody else's; the message names it
   */
  static Path ensure(Path directory) {
    try {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      boolean ours =
          Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && ownerOf(directory) == self();
      if (!ours) {
        throw new IllegalStateException(
            directory + " belongs to another user: remove it, or choose another place");
      }
      return Files.setPosixFilePermissions(directory, OWNER_ONLY);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot make " + directory, failed);
    }
  }

  private static int ownerOf(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** The number of the user that this process runs as: what it makes is that user's. */
  private static int self() throws IOException {
    Path mine = Files.createTempFile("atlas", ".owner");
    try {
      return ownerOf(mine);
    } finally {
      Files.delete(mine);
    }
  }
}
