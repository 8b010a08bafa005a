package io.atlas.worker.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Journey;
import io.atlas.worker.memory.InFlightMemory;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutcomePublisherTest {

  private static final FiredEvent EVENT =
      new FiredEvent(
          new ConsumerRecord<>("fired", 3, 17, null, new byte[0]),
          "action",
          null,
          "execution",
          Instant.EPOCH,
          Journey.of(new RecordHeaders()),
          0);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final OutcomePublisher outcomes =
      new OutcomePublisher(
          producer, timer, Runnable::run, KafkaConnection.of("localhost:1"), Clock.systemUTC());
  private final InFlightMemory memory = new InFlightMemory(1 << 20);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private static ActionExecuted result(ActionExecuted.Outcome outcome, String body) {
    return new ActionExecuted(
        "execution",
        "action",
        "acme",
        1,
        outcome,
        200,
        outcome == ActionExecuted.Outcome.SUCCEEDED ? null : FailureCategory.REJECTED,
        null,
        Instant.EPOCH,
        0,
        null,
        null,
        null,
        new ActionExecuted.Response(Map.of(), body),
        null,
        null,
        Instant.EPOCH,
        null);
  }

  @Test
  @DisplayName("I12: a large result counts as its account's memory until it is acknowledged")
  void aLargeResultCountsUntilItIsAcknowledged() {
    for (Outcome outcome :
        new Outcome[] {
          new Outcome.Succeeded(result(ActionExecuted.Outcome.SUCCEEDED, "x".repeat(50_000))),
          new Outcome.Dead(result(ActionExecuted.Outcome.FAILED, "x".repeat(50_000)))
        }) {
      InFlightMemory.Share share = memory.open("acme");
      outcomes.publish(EVENT, outcome, share, share::close);
      assertThat(memory.used()).isBetween(50_000L, 60_000L);
      while (producer.completeNext()) {
        // one after the other
      }
      assertThat(memory.used()).isZero();
    }
  }

  @Test
  void aSmallResultIsPaidForWithItsEvent() {
    InFlightMemory.Share share = memory.open("acme");
    outcomes.publish(
        EVENT,
        new Outcome.Succeeded(result(ActionExecuted.Outcome.SUCCEEDED, "{}")),
        share,
        share::close);
    assertThat(memory.used()).isZero();
  }

  @Test
  @DisplayName("A result says where its event lies, on the event's first way and no other")
  void placeOfTheEvent() {
    KafkaConnection kafka = KafkaConnection.of("localhost:1");
    for (Topic topic : List.of(Topic.ACTION_FIRED, Topic.ACTION_DELAYED_ORDERED)) {
      FiredEvent event =
          new FiredEvent(
              new ConsumerRecord<>(kafka.name(topic), 3, 4711, null, new byte[0]),
              "action",
              null,
              "execution",
              Instant.EPOCH,
              Journey.of(new RecordHeaders()),
              0);
      InFlightMemory.Share share = memory.open("acme");
      outcomes.publish(
          event,
          new Outcome.Succeeded(result(ActionExecuted.Outcome.SUCCEEDED, "{}")),
          share,
          share::close);
    }
    assertThat(producer.history())
        .extracting(sent -> EventHeaders.text(sent.headers(), EventHeaders.FIRED_PLACE))
        .containsExactly("3/4711", null);
  }
}
