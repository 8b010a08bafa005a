package io.atlas.model.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the topic itself has dropped, the view drops too. */
class TopicViewRetentionTest {

  private static final Instant RETRY_AT = Instant.parse("2026-11-24T12:00:00Z");

  private final ManualClock clock = ManualClock.atNoon();

  private static TokenState denial(long credentialsVersion) {
    return new TokenState(
        null,
        new TokenState.Denial(
            credentialsVersion,
            CredentialCategory.CREDENTIALS,
            "invalid_client",
            "refused",
            "look",
            RETRY_AT));
  }

  @Test
  void followsTheStartOfThePartition() throws Exception {
    KafkaConnection kafka =
        new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    List<String> gone = new CopyOnWriteArrayList<>();
    try (ViewTopic topic = ViewTopic.created(kafka, Topic.TOKENS, 1);
        TopicView<TokenState> view =
            TopicView.open(
                kafka,
                ViewSchema.TOKENS,
                clock,
                (key, before, after) -> {
                  if (after == null) {
                    gone.add(key);
                  }
                })) {
      topic.put("a", denial(1)); // offset 0
      topic.put("b", denial(1)); // offset 1
      topic.put("c", denial(1)); // offset 2
      topic.put("b", denial(2)); // offset 3
      view.barrier().get(20, TimeUnit.SECONDS);

      topic.deleteRecordsBefore(3);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            clock.advance(Duration.ofSeconds(11));
            return view.get("a") == null;
          });
      assertThat(view.get("c")).isNull();
      assertThat(view.get("b")).isEqualTo(denial(2));
      assertThat(gone).containsExactlyInAnyOrder("a", "c");
    }
  }

  @Test
  void anAbsenceLongerThanTombstonesLiveReadsAnew() throws Exception {
    KafkaConnection kafka =
        new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    try (ViewTopic topic = ViewTopic.created(kafka, Topic.TOKENS, 1);
        LoggedLines lines = LoggedLines.of(TopicView.class);
        TopicView<TokenState> view = TopicView.open(kafka, ViewSchema.TOKENS, clock)) {
      topic.put("a", denial(1));
      view.barrier().get(20, TimeUnit.SECONDS);

      clock.advance(Topic.TOKENS.tombstonesKept().minusSeconds(60));
      await().during(Duration.ofSeconds(2)).until(() -> lines.containing("away since").isEmpty());
      clock.advance(Topic.TOKENS.tombstonesKept().plusSeconds(60));
      await().atMost(Duration.ofSeconds(10)).until(() -> !lines.containing("away since").isEmpty());

      topic.put("b", denial(1));
      view.barrier().get(20, TimeUnit.SECONDS);
      assertThat(view.get("a")).isEqualTo(denial(1));
      assertThat(view.get("b")).isEqualTo(denial(1));
    }
  }
}
