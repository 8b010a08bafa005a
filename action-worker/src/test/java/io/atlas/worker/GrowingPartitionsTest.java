package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GrowingPartitionsTest {

  private static final int GROWN = 11;

  @Test
  @DisplayName("Partitions that action-fired is given under a running worker have delays at once")
  void grows() throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    try (World world = new World();
        FaultyHttpServer target =
            FaultyHttpServer.start(
                (request, exchange) -> exchange.json(seen.add(request.body()) ? 503 : 200, "{}"))) {
      var _ = world.startWorker();
      String action = world.action(World.to(target.url("/")).retry(3, 1_000, 1, 60_000).build());
      int before = Topic.PARTITIONS;
      String early = fire(world, action, 0);
      try (Admin admin = world.kafka.admin("test")) {
        admin
            .createPartitions(
                Map.of(world.kafka.name(Topic.ACTION_FIRED), NewPartitions.increaseTo(GROWN)))
            .all()
            .get(20, TimeUnit.SECONDS);
      }
      List<String> executions = new ArrayList<>(List.of(early));
      for (int partition = before; partition < GROWN; partition++) {
        executions.add(fire(world, action, partition));
      }
      for (String execution : executions) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() ->
                assertThat(world.resultsOf(execution))
                    .extracting(result -> result.outcome(), result -> result.attempt())
                    .containsExactly(tuple(Outcome.RETRYING, 1), tuple(Outcome.SUCCEEDED, 2)));
      }
    }
  }

  private static String fire(World world, String action, int partition) {
    String execution = UUID.randomUUID().toString();
    world.send(
        new ProducerRecord<>(
            world.kafka.name(Topic.ACTION_FIRED),
            partition,
            "customer-" + partition,
            EventJson.write(
                new ActionFired(
                    action,
                    EventJson.MAPPER.readTree("{\"partition\":" + partition + "}"),
                    execution,
                    null,
                    Instant.now()))));
    return execution;
  }
}
