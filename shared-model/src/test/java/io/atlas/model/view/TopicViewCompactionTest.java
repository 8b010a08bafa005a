package io.atlas.model.view;

import static io.atlas.model.view.ViewTopic.action;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.FreePort;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicViewCompactionTest {

  private static final int UPDATES = 50;

  @TempDir Path directory;

  /** Offsets that have a record still, below the end. */
  private static int recordsLeft(KafkaConnection kafka) {
    TopicPartition partition = new TopicPartition(kafka.name(Topic.ACTIONS), 0);
    int left = 0;
    try (var consumer = kafka.consumer("test", Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        left += consumer.poll(Duration.ofMillis(500)).count();
      }
    }
    return left;
  }

  @Test
  void gapsThatCompactionLeftDoNotKeepItFromCatchingUp() throws Exception {
    Map<String, String> eagerCleaner =
        Map.of("log.cleaner.backoff.ms", "100", "log.initial.task.delay.ms", "100");
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory, FreePort.find(), eagerCleaner)) {
      KafkaConnection kafka = KafkaConnection.of(broker.bootstrapServers());
      try (Admin admin = kafka.admin("test");
          ViewTopic topic = new ViewTopic(kafka, Topic.ACTIONS, 1)) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(kafka.name(Topic.ACTIONS), Optional.of(1), Optional.empty())
                        .configs(
                            Map.of(
                                "cleanup.policy", "compact",
                                "min.cleanable.dirty.ratio", "0.01",
                                "segment.ms", "200"))))
            .all()
            .get(20, TimeUnit.SECONDS);
        for (int i = 1; i <= UPDATES; i++) {
          topic.put("a", action(i, "n" + i));
        }
        // Each further write may close a segment, which the cleaner then works on.
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(300))
            .until(() -> {
              topic.put("b", action(1, "b"));
              return recordsLeft(kafka) < UPDATES / 2;
            });
        try (TopicView<ActionDefinition> view =
            TopicView.open(kafka, ViewSchema.ACTIONS, ManualClock.atNoon())) {
          assertThat(view.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
          view.barrier().get(20, TimeUnit.SECONDS);
          assertThat(view.get("a")).isEqualTo(action(UPDATES, "n" + UPDATES));
          assertThat(view.get("b")).isNotNull();
        }
      }
    }
  }
}
