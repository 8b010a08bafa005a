package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An instance whose partition another took while it believed to own it. */
class FencedInstanceTest {

  private static final int PARTITIONS = 8;

  @Test
  @DisplayName("vector 77: a fenced owner publishes nothing, drops its books and reads anew")
  void aFencedOwnerDropsItsBooks() {
    try (TestInstallation installation = new TestInstallation();
        FaultyHttpServer provider =
            FaultyHttpServer.start(
                FaultyHttpServer.always(
                    200,
                    "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3600}"))) {
      var _ = installation.startInstance();
      String id = UUID.randomUUID().toString();
      installation.save(id, installation.connection(id, 1, provider.url("/token")));
      installation.ask(id, TokenRequest.missing(1, "worker"));
      Grant first = installation.awaitGrant(id, 0);
      Grant others = publishAsAnother(installation, id, first);
      assertThat(installation.awaitGrant(id, first.generation())).isEqualTo(others);

      // By its old book the first generation is current: it asks, and its write is refused.
      installation.ask(id, TokenRequest.rejected(first.generation(), 1, "worker"));
      await().atMost(Duration.ofSeconds(10)).until(() -> provider.requests().size() == 2);
      // By the book that it reads anew it is the other's, until that is rejected.
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> {
            assertThat(installation.tokens.get(id).grant().generation())
                .isIn(others.generation(), others.generation() + 1);
            installation.ask(id, TokenRequest.rejected(others.generation(), 1, "worker"));
            return installation.tokens.get(id).grant().generation() > others.generation();
          });
      assertThat(provider.requests()).hasSize(3);
    }
  }

  /** What another instance does that was given the partition: take it, and write. */
  private static Grant publishAsAnother(TestInstallation installation, String id, Grant grant) {
    int partition =
        BuiltInPartitioner.partitionForKey(id.getBytes(StandardCharsets.UTF_8), PARTITIONS);
    Grant others =
        new Grant(
            // Far ahead of the clock that generations follow: the next is exactly one more.
            grant.generation() + Duration.ofHours(1).toMillis(),
            grant.credentialsVersion(),
            grant.sealedToken(),
            null,
            grant.issuedAt(),
            grant.refreshAt(),
            grant.expiresAt());
    try (KafkaProducer<String, byte[]> another =
        installation.kafka.producer(
            "another",
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                installation.kafka.topicPrefix() + "token-" + partition))) {
      another.initTransactions();
      another.beginTransaction();
      var _ =
          another.send(
              new ProducerRecord<>(
                  installation.kafka.name(Topic.TOKENS),
                  Integer.valueOf(partition),
                  id,
                  EventJson.write(new TokenState(others, null))));
      another.commitTransaction();
    }
    return others;
  }
}
