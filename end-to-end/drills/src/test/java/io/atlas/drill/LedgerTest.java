package io.atlas.drill;

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
  void noticesRequestsOfNoEvent() {
    ledger.arrived(-1, "a");
    ledger.arrived(10, "a");
    ledger.arrived(9, "a");

    assertThat(ledger.strangers()).isEqualTo(2);
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
  void takesAsUncommittedWhatStandsAfterTheCommittedOffset() {
    for (int number = 0; number < 6; number++) {
      ledger.arrived(number, "a");
      ledger.ended(number, Outcome.SUCCEEDED, 10);
    }

    // Two partitions: events 0, 2 and 4 in the first, 1, 3 and 5 in the second.
    assertThat(ledger.uncommitted(8, new long[] {2, 1}, 5)).isEqualTo(3);
  }

  @Test
  void takesAsUncommittedTheCopyOfAnEventThatWasPutAside() {
    ledger.ended(0, Outcome.RETRYING, 10);
    ledger.ended(1, Outcome.RETRYING, 10);
    ledger.ended(1, Outcome.SUCCEEDED, 11);
    ledger.ended(2, Outcome.RETRYING, 10);
    ledger.ended(2, Outcome.SUCCEEDED, 20);

    assertThat(ledger.uncommitted(3, new long[] {3}, 15)).isEqualTo(2);
  }
}
