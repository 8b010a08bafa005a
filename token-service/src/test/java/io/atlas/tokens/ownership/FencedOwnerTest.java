package io.atlas.tokens.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.seal.SealedText;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An owner that slept while another took its partition. */
class FencedOwnerTest {

  private final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());

  private static TokenState state(long generation) {
    Instant now = Instant.now();
    SealedText sealed = new SealedText("a.b.c.d.e");
    return new TokenState(
        new Grant(generation, 1, sealed, null, now, now.plusSeconds(30), now.plusSeconds(60)),
        null);
  }

  @Test
  @DisplayName("vector 77: a stale owner's write fails, and the new owner never sees it")
  void aStaleOwnerCannotPublish() {
    kafka.ensureTopics();
    Clock clock = Clock.systemUTC();
    try (TokensPartition stale = TokensPartition.take(kafka, 3, clock)) {
      stale.write(Map.of("orders", state(1)));
      try (TokensPartition owner = TokensPartition.take(kafka, 3, clock)) {
        assertThat(owner.read().get("orders").grant().generation()).isEqualTo(1);
        assertThatThrownBy(() -> stale.write(Map.of("orders", state(2))))
            // PartitionOwner starts over from the topic at any of these.
            .isInstanceOf(KafkaException.class)
            .satisfies(fenced ->
                assertThat(fenced)
                    .isInstanceOfAny(
                        ProducerFencedException.class, InvalidProducerEpochException.class));
        owner.write(Map.of("invoices", state(7)));
        Map<String, TokenState> seen = owner.read();
        assertThat(seen.get("orders").grant().generation()).isEqualTo(1);
        assertThat(seen.get("invoices").grant().generation()).isEqualTo(7);
      }
    }
  }
}
