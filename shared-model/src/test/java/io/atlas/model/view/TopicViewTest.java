package io.atlas.model.view;

import static io.atlas.model.view.ViewTopic.action;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.Versions;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicViewTest {

  private final ManualClock clock = ManualClock.atNoon();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private KafkaConnection kafka;
  private ViewTopic topic;

  private record Change(@Nullable String before, @Nullable String after) {
    static Change of(@Nullable ActionDefinition before, @Nullable ActionDefinition after) {
      return new Change(before == null ? null : before.name(), after == null ? null : after.name());
    }
  }

  @BeforeEach
  void createTopic() throws Exception {
    kafka = new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    topic = ViewTopic.created(kafka, Topic.ACTIONS, 2);
    opened.add(topic);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @SafeVarargs
  private TopicView<ActionDefinition> view(TopicView.Subscriber<ActionDefinition>... subscribers) {
    TopicView<ActionDefinition> view =
        TopicView.open(kafka, ViewSchema.ACTIONS, clock, subscribers);
    opened.add(view);
    return view;
  }

  private static void caughtUp(TopicView<?> view) throws Exception {
    assertThat(view.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
  }

  private static void pass(CompletableFuture<Void> barrier) throws Exception {
    barrier.get(20, TimeUnit.SECONDS);
  }

  private static @Nullable String name(TopicView<ActionDefinition> view, String key) {
    ActionDefinition action = view.get(key);
    return action == null ? null : action.name();
  }

  @Test
  void anEmptyTopicIsCaughtUp() throws Exception {
    TopicView<ActionDefinition> view = view();
    caughtUp(view);
    assertThat(view.isCaughtUp()).isTrue();
    assertThat(view.get("nothing")).isNull();
  }

  @Test
  void holdsTheLastValueOfEachKey() throws Exception {
    for (int i = 0; i < 100; i++) {
      topic.put("a" + i % 10, action(i + 1, "n" + i));
    }
    topic.tombstone("a3", 1_000L);
    TopicView<ActionDefinition> view = view();
    caughtUp(view);
    Map<String, String> seen = new java.util.TreeMap<>();
    view.forEach((key, value) -> seen.put(key, value.name()));
    assertThat(seen)
        .hasSize(9)
        .containsEntry("a0", "n90")
        .containsEntry("a9", "n99")
        .doesNotContainKey("a3");
  }

  @Test
  void abortedTransactionsAtTheEndDoNotKeepItFromCatchingUp() throws Exception {
    topic.put("a", action(1, "first"));
    topic.abortedTransaction("a", 25);
    TopicView<ActionDefinition> view = view();
    caughtUp(view);
    assertThat(name(view, "a")).isEqualTo("first");

    topic.abortedTransaction("a", 5);
    pass(view.barrier());
    assertThat(name(view, "a")).isEqualTo("first");
  }

  @Test
  void aLowerVersionIsDroppedOnTombstonesToo() throws Exception {
    List<Change> changes = new CopyOnWriteArrayList<>();
    TopicView<ActionDefinition> view =
        view((key, before, after) -> changes.add(Change.of(before, after)));
    topic.put("a", action(5, "five"));
    topic.put("a", action(3, "three"));
    topic.tombstone("a", 4L);
    topic.put("a", action(6, "six"));
    topic.tombstone("a", 8L);
    topic.put("a", action(7, "seven"));
    pass(view.barrier());
    assertThat(view.get("a")).isNull();
    assertThat(changes)
        .containsExactly(
            new Change(null, "five"), new Change("five", "six"), new Change("six", null));
  }

  @Test
  void aVersionThatNoChangeComesToIsNotTaken() throws Exception {
    TopicView<ActionDefinition> view = view((key, before, after) -> {});
    topic.put("a", action(5, "five"));
    String beyond =
        EventJson.MAPPER
            .writeValueAsString(action(5, "beyond"))
            .replace("\"version\":5", "\"version\":" + Long.MAX_VALUE);
    assertThat(beyond).contains(Long.toString(Long.MAX_VALUE));
    topic.putRaw("a", beyond);
    topic.tombstone("a", Long.MAX_VALUE);
    topic.tombstone("a", Versions.HIGHEST + 1);
    pass(view.barrier());
    assertThat(name(view, "a")).isEqualTo("five");
    assertThat(view.skipped()).isEqualTo(3);
    topic.put("a", action(6, "six"));
    pass(view.barrier());
    assertThat(name(view, "a")).isEqualTo("six");
  }

  @Test
  void subscribersAreToldOncePerChange() throws Exception {
    List<Change> early = new CopyOnWriteArrayList<>();
    List<Change> late = new CopyOnWriteArrayList<>();
    topic.put("a", action(1, "one"));
    TopicView<ActionDefinition> view =
        view((key, before, after) -> early.add(Change.of(before, after)));
    caughtUp(view);
    view.subscribe((key, before, after) -> {
      throw new IllegalStateException("a broken subscriber");
    });
    view.subscribe((key, before, after) -> late.add(Change.of(before, after)));
    topic.put("a", action(1, "one")); // published again, unchanged
    topic.put("a", action(2, "two"));
    topic.tombstone("a", 3L);
    topic.tombstone("a", 3L);
    pass(view.barrier());
    assertThat(early)
        .containsExactly(
            new Change(null, "one"), new Change("one", "two"), new Change("two", null));
    assertThat(late).containsExactly(new Change("one", "two"), new Change("two", null));
  }

  @Test
  void anUnreadableValueKeepsThePreviousOne() throws Exception {
    TopicView<ActionDefinition> view = view();
    topic.put("a", action(1, "one"));
    topic.putRaw("a", "{\"version\": 2");
    topic.putRaw("b", "null");
    topic.put("c", action(1, "see"));
    pass(view.barrier());
    assertThat(name(view, "a")).isEqualTo("one");
    assertThat(view.get("b")).isNull();
    assertThat(name(view, "c")).isEqualTo("see");
  }

  @Test
  void aBarrierSeesEverythingWrittenBeforeIt() throws Exception {
    TopicView<ActionDefinition> view = view();
    caughtUp(view);
    long start = System.nanoTime();
    for (int i = 1; i <= 100; i++) {
      topic.put("a", action(i, "n" + i));
      pass(view.barrier());
      assertThat(name(view, "a")).isEqualTo("n" + i);
    }
    // A barrier costs a round trip, not the reader's long poll (500 ms).
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aBarrierOnAnIdleTopicDoesNotWaitForTheNextPoll() throws Exception {
    TopicView<ActionDefinition> view = view();
    caughtUp(view);
    pass(view.barrier());
    long start = System.nanoTime();
    pass(view.barrier());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(400));
  }

  @Test
  void waitsForATopicThatIsStillToBeCreated() throws Exception {
    topic.delete();
    TopicView<ActionDefinition> view = view();
    assertThat(view.awaitCaughtUp(Duration.ofMillis(500))).isFalse();
    topic.create();
    topic.put("a", action(1, "one"));
    caughtUp(view);
    pass(view.barrier());
    assertThat(name(view, "a")).isEqualTo("one");
  }

  @Test
  void aTopicMadeAnewWithFewerRecordsIsReadAnew() throws Exception {
    TopicView<ActionDefinition> view = view();
    for (int i = 0; i < 20; i++) {
      topic.put("gone" + i, action(7, "old"));
    }
    topic.put("stays", action(7, "old"));
    pass(view.barrier());
    topic.delete();
    topic.create();
    topic.put("stays", action(2, "restored"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          clock.advance(Duration.ofSeconds(11));
          return "restored".equals(name(view, "stays"));
        });
    pass(view.barrier());
    view.forEach((key, value) -> assertThat(key).isEqualTo("stays"));
  }

  @Test
  void aTopicMadeAnewWithMoreRecordsIsReadAnewWithoutAGapForReaders() throws Exception {
    List<Change> changes = new CopyOnWriteArrayList<>();
    TopicView<ActionDefinition> view =
        view((key, before, after) -> changes.add(Change.of(before, after)));
    topic.put("stays", action(3, "same"));
    topic.put("gone", action(3, "gone"));
    pass(view.barrier());

    AtomicBoolean watching = new AtomicBoolean(true);
    CompletableFuture<Boolean> gap =
        CompletableFuture.supplyAsync(() -> {
          boolean missing = false;
          while (watching.get()) {
            missing |= view.get("stays") == null;
          }
          return missing;
        });
    topic.delete();
    topic.create();
    topic.put("stays", action(3, "same"));
    for (int i = 0; i < 50; i++) {
      topic.put("new" + i, action(1, "new"));
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          clock.advance(Duration.ofSeconds(11));
          return view.get("gone") == null && view.get("new49") != null;
        });
    watching.set(false);
    assertThat(gap.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(changes)
        .as("only differences are told, and no key vanishes on the way")
        .contains(new Change("gone", null), new Change(null, "new"))
        .doesNotContain(new Change("same", null));
  }

  @Test
  void noticesATopicMadeAnewByItsId() throws Exception {
    try (LoggedLines lines = LoggedLines.of(TopicView.class)) {
      TopicView<ActionDefinition> view = view();
      caughtUp(view);
      topic.delete();
      topic.create(); // its offsets look as before
      topic.put("a", action(1, "one"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            clock.advance(Duration.ofSeconds(11));
            return !lines.containing("made anew").isEmpty();
          });
      pass(view.barrier());
      assertThat(name(view, "a")).isEqualTo("one");
    }
  }

  @Test
  void closesQuicklyAndFailsBarriersFromThenOn() throws Exception {
    TopicView<ActionDefinition> view = view();
    topic.put("a", action(1, "one"));
    pass(view.barrier());
    long start = System.nanoTime();
    view.close();
    view.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(name(view, "a")).isEqualTo("one");
    assertThat(view.barrier())
        .failsWithin(Duration.ofSeconds(1))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("closed");
  }
}
