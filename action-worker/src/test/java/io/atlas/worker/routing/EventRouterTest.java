package io.atlas.worker.routing;

import static io.atlas.worker.dispatch.EngineWithoutTargets.definition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.dispatch.EngineWithoutTargets;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.work.HeldOffset;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventRouterTest {

  private final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());

  @Test
  @Timeout(60)
  void eventsOfAnActionThatTheViewHasNotReadYetWaitForItAndKeepTheirOrder() throws Exception {
    kafka.ensureTopics();
    Clock clock = Clock.systemUTC();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (TopicView<ActionDefinition> view = TopicView.open(kafka, ViewSchema.ACTIONS, clock);
        KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of())) {
      view.subscribe((id, before, after) -> {
        if (id.equals("gate")) {
          held.countDown();
          awaitUninterruptibly(release);
        }
      });
      Definitions definitions = new Definitions(view, null);
      try (EngineWithoutTargets engine = new EngineWithoutTargets(kafka, definitions, clock)) {
        EventRouter router =
            new EventRouter(
                new EventReader(
                    kafka.name(Topic.ACTION_FIRED),
                    "topic-id",
                    (record, execution, reason) -> {},
                    Clock.systemUTC(),
                    System::nanoTime),
                definitions,
                engine.dispatcher,
                engine.cancellations,
                new EarlyEnds(engine.outcomes, engine.signals, engine.memory, clock),
                engine.tasks,
                clock);
        put(producer, "gate");
        assertThat(held.await(20, TimeUnit.SECONDS)).as("the view reads no further").isTrue();
        put(producer, "late");

        List<HeldOffset> handles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          handles.add(new HeldOffset());
          router.route(record(i, i == 7 ? "none" : "late"), handles.getLast());
        }
        assertThat(engine.dead()).as("nothing is decided while the view is behind").isEmpty();
        release.countDown();
        definitions.upToDate().get(20, TimeUnit.SECONDS);
        for (HeldOffset handle : handles) {
          assertThat(handle.isSettledWithin(20)).isTrue();
        }
        assertThat(engine.dead()).contains("7 UNKNOWN_ACTION");
        await().until(() -> engine.counted(FailureCategory.UNKNOWN_ACTION) == 1);
        assertThat(engine.memory.used()).as("given back with the outcome").isZero();
        assertThat(engine.dead().stream().filter(dead -> !dead.startsWith("7 ")))
            .containsExactlyElementsOf(
                IntStream.range(0, 20).filter(i -> i != 7).mapToObj(i -> i + " TEMPLATE").toList());
      }
    }
  }

  private ConsumerRecord<String, byte[]> record(int offset, String actionId) {
    ActionFired fired = new ActionFired(actionId, null, Integer.toString(offset), null, null);
    byte[] value = EventJson.write(fired);
    return new ConsumerRecord<>(
        kafka.name(Topic.ACTION_FIRED),
        0,
        offset,
        System.currentTimeMillis(),
        TimestampType.CREATE_TIME,
        -1,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private void put(KafkaProducer<String, byte[]> producer, String actionId) throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.name(Topic.ACTIONS), actionId, EventJson.write(definition()));
    EventHeaders.set(record.headers(), EventHeaders.VERSION, "1");
    producer.send(record).get();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }
}
