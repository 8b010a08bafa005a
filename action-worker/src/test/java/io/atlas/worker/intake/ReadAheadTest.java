package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

  private final ReadAhead ahead = new ReadAhead(1_000);
  private final AssignedPartition source = partition(3);

  private static AssignedPartition partition(int number) {
    return new AssignedPartition(
        new TopicPartition("delayed", number),
        Topic.ACTION_DELAYED_30S,
        new OffsetLedger(0, new BitSet()),
        new UnderWay(1, Map.of()),
        new ArrayDeque<>());
  }

  private static ConsumerRecord<String, byte[]> record(int offset, int bytes, Instant due) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(
            "delayed",
            3,
            offset,
            WRITTEN.toEpochMilli(),
            TimestampType.CREATE_TIME,
            -1,
            bytes,
            null,
            new byte[bytes],
            new RecordHeaders(),
            Optional.empty());
    EventHeaders.set(record.headers(), EventHeaders.DUE, Long.toString(due.toEpochMilli()));
    return record;
  }

  @Test
  void whatIsDueComesAtItsTimeAndInItsOrder() {
    List<ConsumerRecord<String, byte[]>> records =
        List.of(
            record(0, 10, WRITTEN.plusSeconds(1)),
            record(1, 10, WRITTEN.plusSeconds(2)),
            record(2, 10, WRITTEN.plusSeconds(9)));
    assertThat(ahead.keep(source, records)).isEqualTo(3);
    assertThat(ahead.take(source, WRITTEN)).isEmpty();
    assertThat(source.heldUntil()).isEqualTo(WRITTEN.plusSeconds(1));
    assertThat(ahead.take(source, WRITTEN.plusSeconds(2)))
        .containsExactlyElementsOf(records.subList(0, 2));
    assertThat(source.heldUntil()).isEqualTo(WRITTEN.plusSeconds(9));
    assertThat(ahead.has(source)).isTrue();
    assertThat(ahead.take(source, WRITTEN.plusSeconds(60))).containsExactly(records.get(2));
    assertThat(ahead.has(source)).isFalse();
  }

  @Test
  void whatThereIsNoRoomForIsReadAgain() {
    Instant due = WRITTEN.plusSeconds(1);
    List<ConsumerRecord<String, byte[]>> large =
        List.of(record(0, 400, due), record(1, 400, due), record(2, 400, due));
    assertThat(ahead.keep(source, large)).isEqualTo(2);
    AssignedPartition other = partition(4);
    assertThat(ahead.keep(other, List.of(record(0, 400, due)))).isZero();
    assertThat(ahead.has(other)).isFalse();
    // What is taken or forgotten makes room.
    ahead.forget(List.of(source));
    assertThat(ahead.has(source)).isFalse();
    assertThat(ahead.keep(other, large)).isEqualTo(2);
    assertThat(ahead.take(other, due)).hasSize(2);
    assertThat(ahead.keep(source, large)).isEqualTo(2);
  }
}
