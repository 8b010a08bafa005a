package io.atlas.worker.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.atlas.worker.definition.CompiledAction.Recipe;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a newer connection-service writes is used as far as this worker knows it")
class NewerActionsTest {

  private static final String ACTION =
      """
      {"version":1,"accountId":"acme","name":"Sync","enabled":true,"method":"POST",
       "url":"https://a.example/","timeoutMs":1000,"authentication":{"type":"%s"},
       "flags":[{"code":"QUOTA_GONE","message":"No more.","since":"2026-11-24T08:00:00Z"}]}
      """;

  @Test
  void anUnknownWayToAuthenticateWaitsAndAnUnknownFlagHoldsNothing() throws Exception {
    KafkaConnection kafka =
        new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    kafka.ensureTopics();
    Clock clock = Clock.systemUTC();
    try (TopicView<ActionDefinition> actions = TopicView.open(kafka, ViewSchema.ACTIONS, clock);
        TopicView<ConnectionState> connections =
            TopicView.open(kafka, ViewSchema.CONNECTIONS, clock);
        KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of())) {
      send(producer, kafka.name(Topic.ACTIONS), "newer", ACTION.formatted("SIGNATURE"));
      send(producer, kafka.name(Topic.ACTIONS), "plain", ACTION.formatted("NONE"));
      send(
          producer,
          kafka.name(Topic.CONNECTIONS),
          "c",
          """
          {"version":1,"credentialsVersion":1,"accountId":"acme","name":"Orders",
           "tokenEndpoint":"https://login.example/token",
           "settings":{"clientId":"a","authMethod":"passkey"}}
          """);
      await().until(() -> actions.get("newer") != null && actions.get("plain") != null);
      await().until(() -> connections.get("c") != null);

      Definitions definitions = new Definitions(actions, null);
      assertThat(definitions.find("newer").recipe())
          .isInstanceOfSatisfying(
              Recipe.Unusable.class,
              waits -> {
                assertThat(waits.category()).isEqualTo(FailureCategory.TOKEN_UNAVAILABLE);
                assertThat(waits.message()).contains("does not know how the action authenticates");
              });
      assertThat(definitions.find("plain").recipe()).isInstanceOf(Recipe.Usable.class);
      // Its tokens come from the token-service, which is to know the way.
      assertThat(connections.get("c").settings().authMethod()).isEqualTo(AuthMethod.UNKNOWN);
    }
  }

  private static void send(
      KafkaProducer<String, byte[]> producer, String topic, String key, String json)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, key, json.getBytes(StandardCharsets.UTF_8))).get();
  }
}
