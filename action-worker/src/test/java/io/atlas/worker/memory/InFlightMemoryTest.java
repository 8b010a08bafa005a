package io.atlas.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.worker.memory.InFlightMemory.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InFlightMemoryTest {

  private static long fill(InFlightMemory memory, String account) {
    long events = 0;
    while (memory.open(account).take(1)) {
      events++;
    }
    return events;
  }

  @Test
  void anAccountAloneMayHoldHalfAndTheNextHalfOfTheRest() {
    InFlightMemory memory = new InFlightMemory(1_200);
    assertThat(fill(memory, "a")).isEqualTo(600);
    assertThat(fill(memory, "b")).isEqualTo(300);
    assertThat(fill(memory, "c")).isEqualTo(150);
    assertThat(memory.isShort()).isFalse();
  }

  @Test
  void accountsThatGrowTogetherHoldTheSame() {
    InFlightMemory memory = new InFlightMemory(1_200);
    int[] events = new int[3];
    for (int i = 0; i < 3 * 1_200; i++) {
      events[i % 3] += memory.open("a" + i % 3).take(1) ? 1 : 0;
    }
    assertThat(events).containsOnly(300);
  }

  @Test
  void whatIsHeldInAnyCaseCountsAndMakesItShort() {
    InFlightMemory memory = new InFlightMemory(1_000);
    Share share = memory.open("a");
    share.hold(960);
    assertThat(memory.isShort()).isTrue();
    assertThat(memory.open("b").take(100)).as("not even one").isFalse();
    share.close();
    assertThat(memory.open("b").take(100)).isTrue();
  }

  @Property
  @Label("I12: whatever others hold, one that holds nothing gets a little, and all comes back")
  void thereAlwaysIsSome(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int greedy) {
    Random random = new Random(seed);
    InFlightMemory memory = new InFlightMemory(100_000);
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Share share = memory.open("greedy" + random.nextInt(greedy));
      boolean taken = share.take(random.nextInt(200));
      if (taken && random.nextInt(3) > 0) {
        shares.add(share);
      } else {
        share.close();
      }
      if (!shares.isEmpty() && random.nextInt(4) == 0) {
        shares.remove(random.nextInt(shares.size())).close();
      }
    }
    try (Share modest = memory.open("modest")) {
      assertThat(modest.take((100_000 >> (greedy + 1)) - 200)).isTrue();
    }
    shares.forEach(Share::close);
    shares.forEach(Share::close);
    assertThat(memory.used()).isZero();
  }

  @Test
  void whatIsAloneMayHoldMoreThanItsShare() {
    InFlightMemory memory = new InFlightMemory(1_000);
    Share large = memory.open("a");
    assertThat(large.take(700)).isTrue();
    assertThat(large.take(200)).isTrue();
    assertThat(memory.open("a").take(1)).isFalse();
    assertThat(memory.open("b").take(10)).as("another account").isTrue();
  }

  @Test
  void aShareThatIsClosedTakesNothingMore() {
    InFlightMemory memory = new InFlightMemory(1_000);
    Share share = memory.open("a");
    share.close();
    assertThat(share.take(1)).isFalse();
    share.hold(1);
    share.shrinkTo(0);
    assertThat(memory.used()).isZero();
  }

  @Test
  void beyondTheirShareAnAccountsEventsTakeTurns() {
    InFlightMemory memory = new InFlightMemory(1_000);
    Share waiting = memory.open("a");
    waiting.hold(600);
    Share first = memory.open("a");
    Share second = memory.open("a");
    assertThat(first.take(100)).isFalse();
    assertThat(first.takeInTurn(100)).isTrue();
    assertThat(first.take(50)).as("what it needs further").isTrue();
    assertThat(second.takeInTurn(100)).isFalse();
    assertThat(memory.used()).isEqualTo(750);
    first.shrinkTo(0);
    assertThat(second.takeInTurn(100)).isTrue();
    second.close();
    assertThat(first.takeInTurn(1)).as("after one that was closed").isTrue();
    first.close();
    waiting.close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void whereMemoryIsShortTheyTakeTurnsAmongAllAccounts() {
    InFlightMemory memory = new InFlightMemory(1_000);
    memory.open("a").hold(500);
    memory.open("b").hold(480);
    Share ofA = memory.open("a");
    Share ofB = memory.open("b");
    assertThat(ofA.takeInTurn(100)).isTrue();
    assertThat(ofB.takeInTurn(100)).isFalse();
    ofA.close();
    assertThat(ofB.takeInTurn(100)).isTrue();
  }

  @Test
  void whatWaitsMayTakeAQuarterAloneAndHalfInAll() {
    InFlightMemory memory = new InFlightMemory(1_200);
    List<Share> shares = new ArrayList<>();
    assertThat(keep(memory, "a", shares)).isEqualTo(300);
    assertThat(keep(memory, "b", shares)).isEqualTo(150);
    assertThat(memory.waiting()).isEqualTo(450);
    shares.forEach(Share::close);
    shares.forEach(Share::close);
    assertThat(memory.waiting()).isZero();
    assertThat(memory.used()).isZero();
  }

  private static long keep(InFlightMemory memory, String account, List<Share> shares) {
    long events = 0;
    while (true) {
      Share share = memory.open(account);
      share.hold(1);
      if (!share.keepWaiting()) {
        share.close();
        return events;
      }
      shares.add(share);
      events++;
    }
  }

  @Test
  void oneOfAnAccountMayWaitHoweverMuchOthersKeep() {
    InFlightMemory memory = new InFlightMemory(1_200);
    Share large = memory.open("a");
    large.hold(900);
    assertThat(large.keepWaiting()).isTrue();
    assertThat(large.keepWaiting()).as("it does already").isTrue();
    Share next = memory.open("a");
    next.hold(1);
    assertThat(next.keepWaiting()).isFalse();
    Share other = memory.open("b");
    other.hold(1);
    assertThat(other.keepWaiting()).isTrue();
    large.close();
    assertThat(next.keepWaiting()).isTrue();
    assertThat(large.keepWaiting()).as("nothing, once it is closed").isFalse();
  }
}
