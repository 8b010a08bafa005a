package io.atlas.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {

  @TempDir private Path parent;

  @Test
  void aNewOneIsForTheOwnerAlone() throws IOException {
    assertThat(rights(PrivateDirectory.ensure(parent.resolve("a/b")))).isEqualTo("rwx------");
  }

  @Test
  void anOpenOneIsClosed() throws IOException {
    Path open = Files.createDirectory(parent.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(rights(PrivateDirectory.ensure(open))).isEqualTo("rwx------");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path link =
        Files.createSymbolicLink(
            parent.resolve("link"), Files.createDirectory(parent.resolve("elsewhere")));
    assertThatThrownBy(() -> PrivateDirectory.ensure(link))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(link.toString());
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
