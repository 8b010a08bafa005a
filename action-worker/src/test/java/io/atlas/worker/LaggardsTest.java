package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LaggardsTest {

  private static final int PARTITION = 3;
  private static final int MANY = 8_500;

  @Test
  @DisplayName(
      "I9: a hanging call is handed over once 8,000 later events of its partition are read")
  void aHangingCallDoesNotHoldItsPartitionsOffset() throws Exception {
    FaultyHttpServer.Behaviour oneHangs =
        (request, exchange) -> {
          if (request.target().equals("/hangs")) {
            exchange.hang();
          }
          exchange.json(200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(oneHangs);
        Admin admin = world.kafka.admin("test")) {
      world.startWorker();
      String hangs = world.action(World.to(target.url("/hangs")).timeoutMs(120_000).build());
      String quick = world.action(World.to(target.url("/quick")).build());
      fire(world, hangs);
      await().untilAsserted(() -> assertThat(target.requests()).hasSize(1));
      for (int i = 0; i < 100; i++) {
        fire(world, quick);
      }
      await().until(() -> target.requests().size() >= 101);
      assertThat(committed(world, admin)).as("it is worth waiting for").isZero();
      for (int i = 0; i < MANY; i++) {
        fire(world, quick);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> committed(world, admin) > 8_000);
      assertThat(target.requests())
          .filteredOn(request -> request.target().equals("/hangs"))
          .as("its copy waits until the call has ended")
          .hasSize(1);
    }
  }

  private static void fire(World world, String action) {
    ActionFired fired = new ActionFired(action, null, null, null, null);
    world.send(
        new ProducerRecord<>(
            world.kafka.name(Topic.ACTION_FIRED), PARTITION, null, EventJson.write(fired)));
  }

  private static long committed(World world, Admin admin) throws Exception {
    OffsetAndMetadata offset =
        admin
            .listConsumerGroupOffsets(world.kafka.topicPrefix() + "worker")
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(world.kafka.name(Topic.ACTION_FIRED), PARTITION));
    return offset == null ? 0 : offset.offset();
  }
}
