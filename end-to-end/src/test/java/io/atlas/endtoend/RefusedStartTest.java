package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the way is said in one line, and nothing is half started. */
class RefusedStartTest {

  @TempDir Path directory;

  @Test
  void aPortInUseIsNamedWithTheWayOut() throws Exception {
    AtlasProcess atlas = AtlasProcess.prepare(directory);
    try (ServerSocket taken =
        new ServerSocket(atlas.port("TOKEN"), 1, InetAddress.getLoopbackAddress())) {
      Process process = atlas.launch();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(atlas.outputAfterEnd())
          .containsExactly(
              "atlas: port "
                  + taken.getLocalPort()
                  + " (token) is in use: stop what listens there, or choose another by"
                  + " ATLAS_TOKEN_PORT");
      assertThat(Files.exists(atlas.dataDirectory())).isFalse();
    } finally {
      atlas.close();
    }
  }

  @Test
  void anUnknownOptionIsNamed() throws Exception {
    AtlasProcess atlas = AtlasProcess.prepare(directory);
    Process process = atlas.launch("--frehs");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(atlas.outputAfterEnd()).singleElement().asString().contains("--frehs", "--fresh");
    atlas.close();
  }
}
