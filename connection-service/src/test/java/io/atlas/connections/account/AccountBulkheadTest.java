package io.atlas.connections.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.connections.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AccountBulkheadTest {

  private final AccountBulkhead bulkhead = new AccountBulkhead("things", 3);

  @Test
  void oneAccountHasItsNumberUnderWayAndOthersTheirs() throws Exception {
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> underWay = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        underWay.add(
            threads.submit(() ->
                bulkhead.within(
                    "busy",
                    () -> {
                      begun.countDown();
                      return awaited(end);
                    })));
      }
      begun.await();
      assertThatThrownBy(() -> bulkhead.within("busy", () -> true))
          .isInstanceOf(ProblemException.class)
          .hasMessage("Too many things at once: at most 3 are under way.");
      assertThat(bulkhead.within("other", () -> true)).isTrue();

      end.countDown();
      for (Future<Boolean> ended : underWay) {
        assertThat(ended.get()).isTrue();
      }
      assertThat(bulkhead.within("busy", () -> true)).isTrue();
    }
  }

  @Test
  void whatFailsMakesRoomAgain() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() ->
              bulkhead.within(
                  "failing",
                  () -> {
                    throw new IllegalStateException("as expected");
                  }))
          .hasMessage("as expected");
    }
    assertThat(bulkhead.within("failing", () -> true)).isTrue();
  }

  private static boolean awaited(CountDownLatch end) {
    try {
      end.await();
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
