package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A retry that a person cancelled ends as other failures do, without another request. */
class CancelledRetriesTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static final FaultyHttpServer.Behaviour REFUSES_BAD =
      (request, exchange) -> exchange.json(request.target().startsWith("/bad") ? 503 : 200, "{}");

  @Test
  void aCancelledRetryEndsAtTheDeadLettersWithoutARequest() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(REFUSES_BAD)) {
      world.startWorker();
      // On the tier of 5 s, then hopping on.
      String action =
          world.action(World.to(target.url("/bad")).retry(5, 20_000, 1, 600_000).build());
      String execution = world.fire(action, "{'n':1}");
      String foreign = world.fire(action, "{'n':2}");
      await().atMost(SOON).until(() -> last(world, execution) == Outcome.RETRYING);
      await().atMost(SOON).until(() -> last(world, foreign) == Outcome.RETRYING);
      int calls = target.requests().size();

      world.cancelRetry(execution, World.ACCOUNT);
      world.cancelRetry(foreign, "another-account");

      await().atMost(SOON).until(() -> last(world, execution) == Outcome.FAILED);
      ActionExecuted end = world.resultsOf(execution).getLast();
      assertThat(end.category()).isEqualTo(FailureCategory.CANCELLED);
      assertThat(end.attempt()).isEqualTo(2);
      assertThat(end.diagnosis().summary()).isEqualTo("The retry was cancelled by Ada.");
      await().atMost(SOON).until(() -> world.deadOf(execution).size() == 1);
      ConsumerRecord<String, byte[]> dead = world.deadOf(execution).getFirst();
      assertThat(EventHeaders.text(dead.headers(), EventHeaders.REASON)).isEqualTo("CANCELLED");
      assertThat(new String(dead.value(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("\"n\":1");
      assertThat(target.requests()).hasSize(calls);
      assertThat(last(world, foreign))
          .as("another account's word does not count")
          .isEqualTo(Outcome.RETRYING);
    }
  }

  @Test
  void aCancelledRetryFreesItsKeyAtOnce() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(REFUSES_BAD)) {
      world.startWorker();
      String action =
          world.action(
              World.to(target.url("/{{input.path}}")).retry(5, 300_000, 1, 6_000_000).build());
      String blocking = world.fire(action, "{'path':'bad'}", "key");
      await().atMost(SOON).until(() -> last(world, blocking) == Outcome.RETRYING);
      List<String> behind =
          List.of(
              world.fire(action, "{'path':'good/1'}", "key"),
              world.fire(action, "{'path':'good/2'}", "key"));

      world.cancelRetry(blocking, World.ACCOUNT);

      await().atMost(SOON).until(() -> last(world, blocking) == Outcome.FAILED);
      await()
          .atMost(SOON)
          .until(() -> behind.stream().allMatch(id -> last(world, id) == Outcome.SUCCEEDED));
      assertThat(target.requests())
          .extracting(FaultyHttpServer.Request::target)
          .containsExactly("/bad", "/good%2F1", "/good%2F2");
      assertThat(world.deadOf(blocking)).hasSize(1);
    }
  }

  @Test
  void aRetryThatWasCancelledBeforeAWorkerReadsItIsNotWaitedFor() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(REFUSES_BAD)) {
      var first = world.startWorker();
      String action =
          world.action(
              World.to(target.url("/{{input.path}}")).retry(5, 300_000, 1, 6_000_000).build());
      String blocking = world.fire(action, "{'path':'bad'}", "key");
      await().atMost(SOON).until(() -> last(world, blocking) == Outcome.RETRYING);
      world.stop(first);
      world.cancelRetry(blocking, World.ACCOUNT);

      world.startWorker();

      await().atMost(SOON).until(() -> last(world, blocking) == Outcome.FAILED);
    }
  }

  private static Outcome last(World world, String execution) {
    List<ActionExecuted> results = world.resultsOf(execution);
    return results.isEmpty() ? null : results.getLast().outcome();
  }
}
