package io.atlas.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyOrderTest {

  private record Item(String key, long number) {}

  @Property
  @Label("I10: one at a time and in order per key, whatever is retried and read back when")
  void oneAtATimeInOrder(
      @ForAll @IntRange(min = 1, max = 4) int keys,
      @ForAll @IntRange(min = 1, max = 60) int events,
      @ForAll long seed) {
    Random random = new Random(seed);
    KeyOrder<String, Item> order = new KeyOrder<>();
    ArrayDeque<Item> fired = new ArrayDeque<>();
    for (long number = 0; number < events; number++) {
      fired.add(new Item("k" + random.nextInt(keys), number));
    }
    List<Item> retryTopic = new ArrayList<>();
    Map<String, Item> running = new HashMap<>();
    Map<String, List<Long>> finished = new HashMap<>();

    while (!fired.isEmpty() || !retryTopic.isEmpty() || !running.isEmpty()) {
      String touched = null;
      int step = random.nextInt(3);
      if (step == 0 && !fired.isEmpty()) {
        Item item = fired.remove();
        touched = item.key();
        if (order.awaitsRetry(item.key()) && random.nextBoolean()) {
          order.awaits(item.key(), item.number());
          retryTopic.add(item);
        } else {
          assertThat(order.offer(item.key(), item.number(), item)).isTrue();
        }
      } else if (step == 1 && !retryTopic.isEmpty()) {
        // Any order between keys and within: retries are written when they fail.
        Item back = retryTopic.remove(random.nextInt(retryTopic.size()));
        touched = back.key();
        assertThat(order.offer(back.key(), back.number(), back)).isTrue();
      } else if (step == 2 && !running.isEmpty()) {
        Item ends = running.values().stream().toList().get(random.nextInt(running.size()));
        touched = ends.key();
        running.remove(ends.key());
        if (random.nextInt(3) == 0) {
          order.delayed(ends.key(), ends.number(), ends);
          retryTopic.add(ends);
        } else {
          order.finished(ends.key(), ends);
          finished.computeIfAbsent(ends.key(), k -> new ArrayList<>()).add(ends.number());
        }
      }
      if (touched != null) {
        Item next = order.next(touched);
        if (next != null) {
          assertThat(running.put(next.key(), next)).as("one at a time").isNull();
        }
      }
    }
    assertThat(finished.values().stream().mapToInt(List::size).sum()).isEqualTo(events);
    assertThat(finished.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    assertThat(order.keys()).isZero();
  }

  @Test
  void aRedeliveryOfWhatIsHereIsNotTaken() {
    KeyOrder<String, String> order = new KeyOrder<>();
    assertThat(order.offer("k", 1, "first")).isTrue();
    assertThat(order.offer("k", 1, "again")).isFalse();
    assertThat(order.next("k")).isEqualTo("first");
    assertThat(order.offer("k", 1, "while it runs")).isFalse();
  }

  @Test
  void whatIsAwaitedHoldsBackWhatFollows() {
    KeyOrder<String, String> order = new KeyOrder<>();
    order.offer("k", 1, "one");
    order.next("k");
    order.delayed("k", 1, "one");
    assertThat(order.awaitsRetry("k")).isTrue();
    order.offer("k", 2, "two");
    assertThat(order.next("k")).isNull();
    order.offer("k", 1, "one again");
    assertThat(order.next("k")).isEqualTo("one again");
    assertThat(order.next("k")).isNull();
    assertThat(order.awaitsRetry("k")).isFalse();
    order.finished("k", "one again");
    assertThat(order.next("k")).isEqualTo("two");
  }

  @Test
  void whatIsDroppedIsForgotten() {
    KeyOrder<String, String> order = new KeyOrder<>();
    order.offer("a", 1, "a1");
    order.offer("b", 2, "b2");
    order.awaits("a", 0);
    assertThat(order.drop("a"::equals)).containsExactly("a1");
    assertThat(order.awaitsRetry("a")).isFalse();
    assertThat(order.next("b")).isEqualTo("b2");
  }

  @Test
  @DisplayName("I10: what is withdrawn while it waits is awaited, so nothing overtakes it")
  void whatIsWithdrawnIsAwaited() {
    KeyOrder<String, String> order = new KeyOrder<>();
    order.offer("k", 1, "first");
    assertThat(order.next("k")).isEqualTo("first");
    order.offer("k", 2, "second");
    assertThat(order.withdraw("k", 1, "first")).as("it runs").isFalse();
    assertThat(order.withdraw("k", 2, "second")).isTrue();
    order.finished("k", "first");
    order.offer("k", 3, "third");
    assertThat(order.next("k")).isNull();
    order.offer("k", 2, "second");
    assertThat(order.next("k")).isEqualTo("second");
  }

  @Test
  @DisplayName("I10: what ended on its way back from the retry topic is awaited no more")
  void whatEndedOnItsWayBackHoldsNobodyUp() {
    KeyOrder<String, String> order = new KeyOrder<>();
    order.offer("k", 1, "first");
    assertThat(order.next("k")).isEqualTo("first");
    order.offer("k", 2, "second");
    order.delayed("k", 1, "first");
    assertThat(order.next("k")).isNull();
    order.ended("k", 1);
    assertThat(order.next("k")).isEqualTo("second");
  }

  @Test
  @DisplayName("I10: what ended before its turn does not end the turn of what runs")
  void whatEndedEarlyLeavesTheRunningOneItsTurn() {
    KeyOrder<String, String> order = new KeyOrder<>();
    order.offer("k", 1, "first");
    assertThat(order.next("k")).isEqualTo("first");
    order.awaits("k", 2);
    order.ended("k", 2);
    order.offer("k", 3, "third");
    assertThat(order.next("k")).isNull();
  }

  @Test
  @DisplayName("I10: a call from before its partition went and came back ends nobody's turn")
  void aCallFromBeforeEndsNobodysTurn() {
    KeyOrder<String, Item> order = new KeyOrder<>();
    Item before = new Item("k", 1);
    order.offer("k", 1, before);
    assertThat(order.next("k")).isSameAs(before);
    order.drop("k"::equals);
    Item again = new Item("k", 1);
    order.offer("k", 1, again);
    order.offer("k", 2, new Item("k", 2));
    assertThat(order.next("k")).isSameAs(again);

    order.finished("k", before);
    assertThat(order.next("k")).isNull();
    order.delayed("k", 1, before);
    assertThat(order.awaitsRetry("k")).as("nobody brings it back").isFalse();
    assertThat(order.next("k")).isNull();

    order.finished("k", again);
    assertThat(order.next("k")).isNotNull();
  }

  /** A retry on its topic; its place there is no order. */
  private record Kept(long number, int place) {}

  @Property
  @Label("I10, I12: in order, and to its end, with room for a few and the rest left on its topic")
  void inOrderWithRoomForAFew(
      @ForAll @IntRange(min = 1, max = 40) int events,
      @ForAll @IntRange(min = 1, max = 5) int room,
      @ForAll long seed) {
    Random random = new Random(seed);
    KeyOrder<String, Kept> order = new KeyOrder<>();
    List<Long> topic = new ArrayList<>();
    for (long number = 0; number < events; number++) {
      order.awaits("k", number);
      topic.add(random.nextInt(topic.size() + 1), number);
    }
    List<Long> finished = new ArrayList<>();
    Set<Integer> here = new HashSet<>();
    Set<Integer> done = new HashSet<>();
    Kept running = null;
    int read = 0;
    boolean again = false;
    for (int step = 0; finished.size() < events || !order.left().isEmpty(); step++) {
      assertThat(step).as("comes to its end").isLessThan(100_000);
      if (read < topic.size() && (running == null || random.nextBoolean())) {
        int place = read++;
        long number = topic.get(place);
        boolean passedOver = here.contains(place) || done.contains(place);
        boolean keep = !passedOver && !order.isLeftBelow("k", number);
        while (keep && here.size() >= room) {
          Kept last = order.leaveLast("k", number, kept -> true);
          keep = last != null && here.remove(last.place());
        }
        if (keep) {
          here.add(place);
          assertThat(order.offer("k", number, new Kept(number, place))).isTrue();
        } else if (!passedOver) {
          order.leave("k", number);
        }
      } else if (running != null) {
        order.finished("k", running);
        finished.add(running.number());
        here.remove(running.place());
        done.add(running.place());
        running = null;
      } else if (read == topic.size() && !order.left().isEmpty()) {
        order.beginReadingAgain("k"::equals);
        again = true;
        read = 0;
      }
      if (again && read == topic.size()) {
        order.endReadingAgain("k"::equals);
        again = false;
      }
      running = running == null ? order.next("k") : running;
      assertThat(here).hasSizeLessThanOrEqualTo(room);
    }
    assertThat(finished).isSorted().doesNotHaveDuplicates();
    assertThat(order.left()).isEmpty();
    assertThat(order.keys()).isZero();
  }
}
