package io.atlas.bench.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.bench.load.ResultTopic.Outcome;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private final Ledger ledger = new Ledger(10);

  @Test
  void countsRepeatsUnderTheSameKey() {
    ledger.arrived(3, "a");
    ledger.arrived(3, "a");
    ledger.arrived(4, "b");

    assertThat(ledger.repeats()).isEqualTo(1);
    assertThat(ledger.otherKeys()).isZero();
  }

  @Test
  void noticesAnotherKeyAndNone() {
    ledger.arrived(3, "a");
    ledger.arrived(3, "x");
    ledger.arrived(4, "");

    assertThat(ledger.otherKeys()).isEqualTo(2);
  }

  @Test
  void finishesOnceAndNotByARetry() {
    ledger.ended(1, Outcome.RETRYING, 5);
    assertThat(ledger.finished()).isZero();

    ledger.ended(1, Outcome.FAILED, 6);
    ledger.ended(1, Outcome.SUCCEEDED, 7);

    assertThat(ledger.finished()).isEqualTo(1);
    assertThat(ledger.failed()).isEqualTo(1);
  }

  @Test
  void takesAsUncommittedWhatIsOpenOrRecent() {
    ledger.arrived(0, "a");
    ledger.ended(0, Outcome.SUCCEEDED, 10);
    ledger.arrived(1, "b");
    ledger.ended(1, Outcome.SUCCEEDED, 20);
    ledger.arrived(2, "c");
    ledger.ended(3, Outcome.RETRYING, 20);

    assertThat(ledger.uncommitted(5, 15)).isEqualTo(3);
  }
}
