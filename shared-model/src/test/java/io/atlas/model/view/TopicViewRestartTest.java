package io.atlas.model.view;

import static io.atlas.model.view.ViewTopic.action;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.FreePort;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicViewRestartTest {

  @TempDir Path directory;

  @Test
  void goesOnWhereItWasAfterTheBrokerWasAway() throws Exception {
    int port = FreePort.find();
    EmbeddedKafka broker = EmbeddedKafka.start(directory, port);
    KafkaConnection kafka = KafkaConnection.of(broker.bootstrapServers());
    List<String> told = new CopyOnWriteArrayList<>();
    TopicView<ActionDefinition> view;
    CompletableFuture<Void> asked;
    try (ViewTopic topic = ViewTopic.created(kafka, Topic.ACTIONS, 2)) {
      view =
          TopicView.open(
              kafka, ViewSchema.ACTIONS, Clock.systemUTC(), (key, before, after) -> told.add(key));
      topic.put("before", action(1, "before"));
      view.barrier().get(20, TimeUnit.SECONDS);

      broker.close();
      asked = view.barrier();
      assertThat(view.get("before")).isNotNull();
      assertThat(asked).isNotDone();

      broker = EmbeddedKafka.start(directory, port);
    }
    try (ViewTopic topic = new ViewTopic(kafka, Topic.ACTIONS, 2)) {
      topic.put("after", action(1, "after"));
      asked.get(60, TimeUnit.SECONDS);
      view.barrier().get(60, TimeUnit.SECONDS);
      assertThat(view.get("after")).isNotNull();
      assertThat(told).containsExactly("before", "after");
    }

    broker.close();
    CompletableFuture<Void> unanswered = view.barrier();
    long start = System.nanoTime();
    view.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(unanswered).isCompletedExceptionally();
  }
}
