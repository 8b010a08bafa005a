package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.memory.InFlightMemory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("I12: what one account has in flight is bounded in bytes, and others are served")
class MemoryShareTest {

  private static final int LIMIT = 32 << 20;
  private static final int LARGE_EVENTS = 60;

  @ParameterizedTest(name = "of the kind {0}")
  @ValueSource(strings = {"text", "objects"})
  @DisplayName("I12: hundreds of large events at a target that hangs take only their share")
  void largeEventsTakeOnlyTheirShare(String kind) {
    CountDownLatch answering = new CountDownLatch(1);
    FaultyHttpServer.Behaviour oneHangs =
        (request, exchange) -> {
          if (request.target().startsWith("/large")) {
            answering.await();
          }
          exchange.json(200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(oneHangs)) {
      ConfigurableApplicationContext worker =
          world.startWorker("--atlas.worker.in-flight-bytes=" + LIMIT);
      MeterRegistry meters = worker.getBean(MeterRegistry.class);
      String large =
          world.action(World.to(target.url("/large")).account("large").timeoutMs(60_000).build());
      String small = world.action(World.to(target.url("/small")).build());
      String input =
          kind.equals("text")
              ? "{'x':'" + "y".repeat(900_000) + "'}"
              : "{'x':[" + "{},".repeat(66_000) + "{}]}";
      List<String> larges = new ArrayList<>();
      for (int i = 0; i < LARGE_EVENTS; i++) {
        larges.add(world.fire(large, input));
      }
      world.flush();
      await().until(() -> !target.requests().isEmpty());
      List<String> smalls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        smalls.add(world.fire(small, "{'n':" + i + "}"));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(meters.get("atlas.in.flight.bytes").gauge().value()).isLessThan(LIMIT);
            for (String execution : smalls) {
              assertThat(world.resultsOf(execution))
                  .extracting(ActionExecuted::outcome)
                  .containsExactly(Outcome.SUCCEEDED);
            }
          });
      assertThat(target.requests())
          .filteredOn(request -> request.target().startsWith("/large"))
          .as("the others were put aside")
          .hasSizeLessThan(LARGE_EVENTS / 2);
      answering.countDown();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> {
            for (String execution : larges) {
              assertThat(world.resultsOf(execution))
                  .last()
                  .extracting(ActionExecuted::outcome, ActionExecuted::attempt)
                  .as("putting aside used up no attempt")
                  .containsExactly(Outcome.SUCCEEDED, 1);
            }
          });
      await().until(() -> meters.get("atlas.in.flight.bytes").gauge().value() == 0);
    }
  }

  @Test
  @DisplayName("I2, I12: ordered events beyond their account's share end one after the other")
  void orderedEventsBeyondTheShareEndInTurn() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      ConfigurableApplicationContext worker =
          world.startWorker("--atlas.worker.in-flight-bytes=" + (LIMIT / 2));
      MeterRegistry meters = worker.getBean(MeterRegistry.class);
      String action = world.action(World.to(target.url("/{{input.n}}")).account("large").build());
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        String input = "{'n':" + i + ",'x':'" + "y".repeat(900_000) + "'}";
        events.add(world.fire(action, input, "key-" + i % 3));
      }
      world.flush();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> {
            for (String execution : events) {
              assertThat(world.resultsOf(execution))
                  .last()
                  .extracting(ActionExecuted::outcome, ActionExecuted::attempt)
                  .containsExactly(Outcome.SUCCEEDED, 1);
            }
          });
      for (int key = 0; key < 3; key++) {
        int of = key;
        assertThat(target.requests())
            .extracting(request -> Integer.parseInt(request.target().substring(1)))
            .filteredOn(number -> number % 3 == of)
            .as("in order")
            .isSorted();
      }
      await().until(() -> meters.get("atlas.in.flight.bytes").gauge().value() == 0);
    }
  }

  @Test
  @DisplayName("I2, I10, I12: many ordered retries wait on their topic, not in memory")
  void orderedRetriesWaitOnTheirTopic() {
    AtomicBoolean failing = new AtomicBoolean(true);
    FaultyHttpServer.Behaviour failsAtFirst =
        (request, exchange) ->
            exchange.json(request.target().startsWith("/ok") || !failing.get() ? 200 : 503, "{}");
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(failsAtFirst)) {
      ConfigurableApplicationContext worker =
          world.startWorker("--atlas.worker.in-flight-bytes=" + (LIMIT / 2));
      InFlightMemory memory = worker.getBean(InFlightMemory.class);
      Dispatcher dispatcher = worker.getBean(Dispatcher.class);
      String action =
          world.action(
              World.to(target.url("/{{input.k}}/{{input.n}}"))
                  .account("backlog")
                  .retry(100, 1_000, 1, 600_000)
                  .build());
      String other = world.action(World.to(target.url("/ok")).build());
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        String input = "{'k':" + i % 20 + ",'n':" + i + ",'x':'" + "y".repeat(8_000) + "'}";
        events.add(world.fire(action, input, "key-" + i % 20));
      }
      world.flush();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(dispatcher.left()).isNotEmpty());
      assertThat(memory.waiting()).isLessThan(memory.capacity() / 4);
      String served = world.fire(other, "{}", "key");
      await()
          .untilAsserted(() ->
              assertThat(world.resultsOf(served))
                  .extracting(ActionExecuted::outcome)
                  .containsExactly(Outcome.SUCCEEDED));
      int before = target.requests().size();
      failing.set(false);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            assertThat(memory.waiting()).isLessThan(memory.capacity() / 4);
            for (String execution : events) {
              assertThat(world.resultsOf(execution))
                  .last()
                  .extracting(ActionExecuted::outcome)
                  .isEqualTo(Outcome.SUCCEEDED);
            }
          });
      List<String> after =
          target.requests().stream().skip(before).map(FaultyHttpServer.Request::target).toList();
      for (int key = 0; key < 20; key++) {
        String of = "/" + key + "/";
        assertThat(after)
            .filteredOn(path -> path.startsWith(of))
            .extracting(path -> Integer.parseInt(path.substring(of.length())))
            .as("in order, of %s", of)
            .isSorted();
      }
      assertThat(dispatcher.left()).isEmpty();
      await().until(() -> memory.used() == 0);
    }
  }

  @Test
  @DisplayName("I12: so do long heads of answers that never end, of many actions")
  void longHeadsTakeOnlyTheirShare() {
    String head =
        "HTTP/1.1 200 OK\r\n"
            + IntStream.range(0, 14)
                .mapToObj(i -> "X-" + i + ": " + "h".repeat(4_000) + "\r\n")
                .collect(Collectors.joining());
    FaultyHttpServer.Behaviour longHeads =
        (request, exchange) -> {
          if (request.target().startsWith("/large")) {
            exchange.write(head);
            exchange.hang();
          }
          exchange.json(200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(longHeads)) {
      ConfigurableApplicationContext worker =
          world.startWorker("--atlas.worker.in-flight-bytes=" + LIMIT);
      MeterRegistry meters = worker.getBean(MeterRegistry.class);
      String small = world.action(World.to(target.url("/small")).build());
      for (int i = 0; i < 8; i++) {
        String large =
            world.action(World.to(target.url("/large")).account("large").timeoutMs(8_000).build());
        for (int j = 0; j < 60; j++) {
          world.fire(large, "{}");
        }
      }
      world.flush();
      await()
          .untilAsserted(() ->
              assertThat(meters.get("atlas.in.flight.bytes").gauge().value())
                  .as("what is read is counted")
                  .isGreaterThan(LIMIT / 2.0));
      List<String> smalls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        smalls.add(world.fire(small, "{'n':" + i + "}"));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(meters.get("atlas.in.flight.bytes").gauge().value())
                .as("of 480 heads that take 200 KiB each")
                .isLessThan(LIMIT * 0.6);
            for (String execution : smalls) {
              assertThat(world.resultsOf(execution))
                  .extracting(ActionExecuted::outcome)
                  .containsExactly(Outcome.SUCCEEDED);
            }
          });
    }
  }
}
