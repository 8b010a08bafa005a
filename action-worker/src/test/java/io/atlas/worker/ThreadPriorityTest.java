package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadPriorityTest {

  /** Of proc(5)'s fields behind the name. */
  private static final int NICE = 16;

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("I12: threads that compute for long give way to all others")
  void theSystemGivesComputingThreadsLess() throws Exception {
    EngineThreads threads = EngineThreads.create();
    try (ExecutorService computing = threads.computing()) {
      assertThat(computing.submit(ThreadPriorityTest::nice).get()).isEqualTo(10);
      assertThat(nice()).isZero();
    } finally {
      threads.timer().shutdownNow();
      threads.tasks().shutdownNow();
    }
  }

  private static int nice() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    String behindName = stat.substring(stat.lastIndexOf(')') + 2);
    return Integer.parseInt(List.of(behindName.split(" ")).get(NICE));
  }
}
