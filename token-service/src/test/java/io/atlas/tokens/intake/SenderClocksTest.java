package io.atlas.tokens.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SenderClocksTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final Map<String, Duration> told = new HashMap<>();
  private final SenderClocks clocks = new SenderClocks(told::put);

  @Test
  void theLeastDelayedOfTenSecondsIsBelieved() {
    clocks.seen("slow", NOON.minusSeconds(8), NOON);
    clocks.seen("behind", NOON.minusSeconds(90), NOON);
    clocks.seen("ahead", NOON.plusSeconds(30), NOON);
    for (int second = 1; second <= 11; second++) {
      Instant now = NOON.plusSeconds(second);
      clocks.seen("slow", now.minusMillis(second == 5 ? 3 : 7_000), now);
      clocks.seen("behind", now.minusSeconds(90).minusMillis(2), now);
      clocks.seen("ahead", now.plusSeconds(30).minusMillis(2), now);
    }
    assertThat(told.get("slow")).isEqualTo(Duration.ofMillis(-3));
    assertThat(told.get("behind")).isEqualTo(Duration.ofSeconds(-90));
    assertThat(told.get("ahead")).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void whatCameWhileReadingCameJustNowWhateverItsTimestamp() {
    TopicPartition partition = new TopicPartition("token-requests", 3);
    try (MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest")) {
      consumer.assign(List.of(partition));
      consumer.updateEndOffsets(Map.of(partition, 100L));
      LiveRecords live = new LiveRecords();
      live.assigned(consumer, List.of(partition));
      assertThat(live.isLive(record(99))).isFalse();
      assertThat(live.shift(record(99), NOON)).isZero();
      assertThat(live.shift(record(100), NOON)).isEqualTo(Duration.ofSeconds(90));
    }
  }

  private static ConsumerRecord<String, byte[]> record(long offset) {
    return new ConsumerRecord<>(
        "token-requests",
        3,
        offset,
        NOON.minusSeconds(90).toEpochMilli(),
        org.apache.kafka.common.record.TimestampType.CREATE_TIME,
        0,
        0,
        "orders",
        new byte[0],
        new org.apache.kafka.common.header.internals.RecordHeaders(),
        java.util.Optional.empty());
  }
}
