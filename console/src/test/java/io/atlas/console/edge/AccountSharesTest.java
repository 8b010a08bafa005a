package io.atlas.console.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AccountSharesTest {

  private final AccountShares shares = new AccountShares(1, Duration.ZERO);

  @Test
  void anAccountThatHasItsShareLeavesTheOthersTheirs() {
    String answer =
        shares.use(
            "a",
            () -> {
              assertThatThrownBy(() -> shares.use("a", () -> "more"))
                  .isInstanceOf(BulkheadFullException.class);
              return shares.use("b", () -> "theirs");
            });
    assertThat(answer).isEqualTo("theirs");
    assertThat(shares.use("a", () -> "again")).isEqualTo("again");
  }
}
