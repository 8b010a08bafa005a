package io.atlas.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AccountSharesTest {

  private final AccountShares shares = new AccountShares("things", 3);

  @Test
  void oneAccountHasItsNumberUnderWayAndOthersTheirs() throws Exception {
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> underWay = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        underWay.add(
            threads.submit(() ->
                shares.use(
                    "busy",
                    () -> {
                      begun.countDown();
                      return awaited(end);
                    })));
      }
      begun.await();
      assertThatThrownBy(() -> shares.use("busy", () -> true))
          .isInstanceOfSatisfying(
              BulkheadFullException.class,
              full ->
                  assertThat(AccountShares.refusal(full))
                      .isEqualTo("Too many things at once: at most 3 are under way."));
      assertThat(shares.use("other", () -> true)).isTrue();

      end.countDown();
      for (Future<Boolean> ended : underWay) {
        assertThat(ended.get()).isTrue();
      }
      assertThat(shares.use("busy", () -> true)).isTrue();
    }
  }

  @Test
  void whatFailsMakesRoomAgain() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() ->
              shares.use(
                  "failing",
                  () -> {
                    throw new IllegalStateException("as expected");
                  }))
          .hasMessage("as expected");
    }
    assertThat(shares.use("failing", () -> true)).isTrue();
  }

  @Test
  void doesNotWaitWithoutPatience() {
    AccountShares impatient = new AccountShares(1, Duration.ZERO);
    long before = System.nanoTime();
    impatient.use(
        "a",
        () ->
            assertThatThrownBy(() -> impatient.use("a", () -> "more"))
                .isInstanceOf(BulkheadFullException.class));
    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(1).toNanos());
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
