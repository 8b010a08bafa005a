package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.event.SecretPromotion.Reason;
import io.atlas.model.event.Versions;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.SealedText;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What comes from the token-service and from operators, not from people. */
class OperatorTest {

  private final Service service = Service.shared();
  private final Rest demo = service.client("operated");

  private String connection() {
    return demo.post(
            "/api/v1/connections",
            Bodies.connection("C", "right-secret")
                .replace(
                    "\"scopes\"",
                    "\"nextClientSecret\": \"next-secret\", \"secretExpiresOn\": \"2030-01-01\","
                        + " \"scopes\""))
        .at("/id");
  }

  @Test
  void aPromotedSecretIsStoredOnlyWhereWhatItReplacesStillStands() {
    String id = connection();
    ConnectionState before = service.connection(id);
    SealedText next = before.settings().sealedNextSecret();
    promote(id, new SecretPromotion(Reason.PROMOTED, "operated", next, next));
    promote(id, new SecretPromotion(Reason.PROMOTED, "other", before.sealedSecret(), next));
    promote(id, new SecretPromotion(Reason.PROMOTED, "operated", before.sealedSecret(), next));

    await().until(() -> service.connection(id).version() == 2);
    ConnectionState after = service.connection(id);
    assertThat(after.sealedSecret()).isEqualTo(next);
    assertThat(after.settings().sealedNextSecret()).isNull();
    assertThat(after.settings().secretExpiresOn()).as("the replaced secret's date").isNull();
    assertThat(after.credentialsVersion()).isEqualTo(1);
    assertThat(demo.get("/api/v1/connections/" + id).json().at("/hasNextClientSecret").asBoolean())
        .isFalse();

    promote(id, new SecretPromotion(Reason.RESEALED, "operated", next, before.sealedSecret()));
    await().until(() -> service.connection(id).version() == 3);
    assertThat(service.connection(id).sealedSecret()).isEqualTo(before.sealedSecret());
  }

  private void promote(String id, SecretPromotion promotion) {
    send(
        new ProducerRecord<>(
            service.kafka.name(Topic.SECRET_PROMOTIONS), id, EventJson.write(promotion)));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try (KafkaProducer<String, byte[]> producer = service.kafka.producer("test", Map.of())) {
      var _ = producer.send(record);
    }
  }

  @Test
  void republishingRepairsTheTopicsInBothDirections() throws Exception {
    String ahead = connection();
    String behind = connection();
    // The topic is ahead, as after a restore of the database; and it holds a key nobody has.
    ConnectionState state = service.connection(ahead);
    ConnectionState later =
        new ConnectionState(
            7,
            5,
            state.accountId(),
            "later",
            state.tokenEndpoint(),
            state.settings(),
            state.allowedHosts(),
            state.sealedSecret());
    publish(ahead, later);
    publish("gone-long-ago", later);
    execute(
        "UPDATE connections.connection SET state = jsonb_set(state, '{name}', '\"by hand\"')"
            + " WHERE id = '"
            + behind
            + "'");

    Rest operator = service.client("operator", "atlas.platform");
    Answer republished = operator.post("/api/v1/republish", null);

    assertThat(republished.status()).as(republished.body()).isEqualTo(200);
    assertThat(republished.json().at("/tombstones").intValue()).isEqualTo(1);
    assertThat(service.connection("gone-long-ago")).isNull();
    assertThat(service.connection(behind).name()).isEqualTo("by hand");
    assertThat(service.connection(ahead).name()).isEqualTo("C");
    assertThat(service.connection(ahead).version()).isEqualTo(8);
    assertThat(service.connection(ahead).credentialsVersion()).isGreaterThan(5);
    assertThat(demo.get("/api/v1/connections/" + ahead).header("ETag")).hasValue("\"8\"");
    assertThat(demo.patch("/api/v1/connections/" + ahead, "{\"name\": \"on\"}").status())
        .isEqualTo(200);
    assertThat(service.connection(ahead).version()).isEqualTo(9);
  }

  @Test
  void republishingGoesOverRecordsOfTheWrongForm() {
    String id = connection();
    String topic = service.kafka.name(Topic.CONNECTIONS);
    for (String wrong : new String[] {"", "{", "42", "[1]"}) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(topic, "of-wrong-form", wrong.getBytes(StandardCharsets.UTF_8));
      EventHeaders.set(record.headers(), EventHeaders.VERSION, "no number");
      send(record);
      send(new ProducerRecord<>(topic, id, wrong.getBytes(StandardCharsets.UTF_8)));
    }
    Answer republished =
        service.client("operator", "atlas.platform").post("/api/v1/republish", null);
    assertThat(republished.status()).as(republished.body()).isEqualTo(200);
    assertThat(republished.json().at("/tombstones").intValue()).isEqualTo(1);
    assertThat(service.connection(id).name()).isEqualTo("C");
  }

  @Test
  void republishingIsNotLedToTheEndOfAllVersions() {
    String id = connection();
    String topic = service.kafka.name(Topic.CONNECTIONS);
    for (long version : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, Versions.HIGHEST + 1}) {
      byte[] value =
          new String(EventJson.write(service.connection(id)), StandardCharsets.UTF_8)
              .replace("\"version\":1,", "\"version\":" + version + ",")
              .getBytes(StandardCharsets.UTF_8);
      for (String key : List.of(id, "nobody-s")) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        EventHeaders.set(record.headers(), EventHeaders.VERSION, Long.toString(version));
        send(record);
      }
    }
    Answer republished =
        service.client("operator", "atlas.platform").post("/api/v1/republish", null);
    assertThat(republished.status()).as(republished.body()).isEqualTo(200);
    assertThat(service.connection(id).version()).isEqualTo(1);
    assertThat(demo.patch("/api/v1/connections/" + id, "{\"name\": \"on\"}").status())
        .isEqualTo(200);
    assertThat(service.connection(id).version()).isEqualTo(2);
  }

  private void publish(String id, ConnectionState state) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(service.kafka.name(Topic.CONNECTIONS), id, EventJson.write(state));
    EventHeaders.set(record.headers(), EventHeaders.VERSION, Long.toString(state.version()));
    send(record);
  }

  private void execute(String sql) throws Exception {
    try (var connection = DriverManager.getConnection(service.database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void withoutTheTokenServiceASaveAnswers503WithinTwentySecondsAndStoresNothing() {
    Rest account = service.client("unanswered");
    service.tokenService.silence(true);
    try {
      long before = System.nanoTime();
      Answer answer = account.post("/api/v1/connections", Bodies.connection("C", "right-secret"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat((System.nanoTime() - before) / 1_000_000_000L).isLessThan(20);
      assertThat(answer.header("Retry-After")).isPresent();
    } finally {
      service.tokenService.silence(false);
    }
    assertThat(account.get("/api/v1/connections").json().at("/items").size()).isZero();
  }
}
