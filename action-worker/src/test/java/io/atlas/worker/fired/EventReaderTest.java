package io.atlas.worker.fired;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a publisher may send, and what of it is believed. */
class EventReaderTest {

  private static final String FIRED = "atlas.action-fired";
  private static final Instant PUBLISHED = Instant.parse("2026-11-25T10:00:00Z");

  private static final Instant READ = PUBLISHED.plusSeconds(5);

  private final RecordHeaders headers = new RecordHeaders();
  private final List<ReadRecord.Reason> told = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2026-11-25T10:01:01Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void aTimeThatCannotBeIsWhenTheEventWasPublished(String firedAt) {
    assertThat(event("{\"actionId\":\"a\",\"firedAt\":\"" + firedAt + "\"}").firedAt())
        .isEqualTo(PUBLISHED);
  }

  @Test
  void aTimeIsToldAsPreciselyAsItsJourneyCarriesItOn() {
    assertThat(
            event("{\"actionId\":\"a\",\"firedAt\":\"2026-11-24T10:00:00.123456789Z\"}").firedAt())
        .isEqualTo(Instant.parse("2026-11-24T10:00:00.123Z"));
  }

  @Test
  void aTimeThatCanBeIsKept() {
    assertThat(event("{\"actionId\":\"a\",\"firedAt\":\"2026-11-24T10:00:00.5Z\"}").firedAt())
        .isEqualTo(Instant.parse("2026-11-24T10:00:00.5Z"));
  }

  @Test
  void anIdThatNoResultCouldNameIsPoison() {
    assertThat(read(FIRED, "{\"actionId\":\"\\ud800\"}")).isInstanceOf(ReadRecord.Poison.class);
  }

  @Test
  void headersOfAnotherJourneyAreVoidOnAFreshEvent() {
    headers.add(EventHeaders.ATTEMPT, bytes("7"));
    headers.add(EventHeaders.DUE, bytes("99999999999999"));
    headers.add(EventHeaders.FIRED_OFFSET, bytes("3"));
    headers.add(EventHeaders.EXECUTION_ID, bytes("other"));
    headers.add(EventHeaders.FIRED_AT, bytes("0"));
    headers.add(EventHeaders.REPLAY_OF, bytes("first"));
    FiredEvent event = event("{\"actionId\":\"a\",\"executionId\":\"mine\"}");
    assertThat(event.attempt()).isEqualTo(1);
    assertThat(event.due()).isNull();
    assertThat(event.isOnRetryTopic()).isFalse();
    assertThat(event.sequence()).isEqualTo(42);
    assertThat(event.executionId()).isEqualTo("mine");
    assertThat(event.firedAt()).isEqualTo(PUBLISHED);
    assertThat(event.replayOf()).isEqualTo("first");
  }

  /** Targets compare the whole request with the one that first had the key. */
  @Test
  void aReplayWithTheSameKeyRepeatsTheTimeOfTheFirstRequest() {
    headers.add(EventHeaders.REPLAY_OF, bytes("first"));
    headers.add(EventHeaders.IDEMPOTENCY_KEY, bytes("first"));
    headers.add(EventHeaders.FIRST_FIRED_AT, bytes("1795521600123"));
    FiredEvent event = event("{\"actionId\":\"a\",\"executionId\":\"second\"}");
    assertThat(event.idempotencyKey()).isEqualTo("first");
    assertThat(event.firedAtInRequest()).isEqualTo(Instant.ofEpochMilli(1_795_521_600_123L));
    assertThat(event.firedAt()).as("its age is its own").isEqualTo(PUBLISHED);
  }

  @Test
  void aReplayWithANewKeyHasATimeOfItsOwn() {
    headers.add(EventHeaders.REPLAY_OF, bytes("first"));
    headers.add(EventHeaders.FIRST_FIRED_AT, bytes("1795521600123"));
    assertThat(event("{\"actionId\":\"a\"}").firedAtInRequest()).isEqualTo(PUBLISHED);
  }

  /** The journey has milliseconds: what is finer would be another request at the next attempt. */
  @Test
  void aRetryShowsTheSameTimeAsTheFirstAttempt() {
    String fine = "2026-11-24T10:00:00.123456789Z";
    FiredEvent first = event("{\"actionId\":\"a\",\"firedAt\":\"" + fine + "\"}");
    headers.add(EventHeaders.FIRED_AT, bytes(Long.toString(Instant.parse(fine).toEpochMilli())));
    headers.add(EventHeaders.EXECUTION_ID, bytes("mine"));
    ReadRecord again = read("atlas.action-delayed.1s", "{\"actionId\":\"a\"}");
    assertThat(again)
        .isInstanceOfSatisfying(
            ReadRecord.Event.class,
            reading ->
                assertThat(reading.event().firedAtInRequest())
                    .isEqualTo(first.firedAtInRequest())
                    .isEqualTo(Instant.parse("2026-11-24T10:00:00.123Z")));
  }

  @Test
  void headersOfItsOwnJourneyCountOnDelayTopics() {
    headers.add(EventHeaders.ATTEMPT, bytes("7"));
    headers.add(EventHeaders.EXECUTION_ID, bytes("mine"));
    headers.add(EventHeaders.FIRED_AT, bytes("1000"));
    ReadRecord reading = read("atlas.action-delayed.1s", "{\"actionId\":\"a\"}");
    assertThat(reading).isInstanceOf(ReadRecord.Event.class);
    FiredEvent event = ((ReadRecord.Event) reading).event();
    assertThat(event.attempt()).isEqualTo(7);
    assertThat(event.executionId()).isEqualTo("mine");
    assertThat(event.firedAt()).isEqualTo(Instant.ofEpochMilli(1_000));
  }

  @Test
  void aTraceContextOfCloudEventsCountsWhereThereIsNoOther() {
    headers.add(EventHeaders.CE_TRACE_PARENT, bytes("ce-parent"));
    headers.add(EventHeaders.CE_TRACE_STATE, bytes("ce-state"));
    FiredEvent event =
        ((ReadRecord.Event) read("atlas.action-fired", "{\"actionId\":\"a\"}")).event();
    assertThat(event.traceParent()).isEqualTo("ce-parent");
    assertThat(event.traceState()).isEqualTo("ce-state");

    headers.add(EventHeaders.TRACE_PARENT, bytes("parent"));
    event = ((ReadRecord.Event) read("atlas.action-fired", "{\"actionId\":\"a\"}")).event();
    assertThat(event.traceParent()).isEqualTo("parent");
    assertThat(event.traceState()).as("of another context").isNull();
  }

  @Test
  void anIdThatAHeaderCannotCarryIsNotUsed() {
    headers.add(EventHeaders.EXECUTION_ID, bytes("x\r\nEvil: 1"));
    headers.add(EventHeaders.REPLAY_OF, bytes("y\r\nEvil: 1"));
    FiredEvent event =
        ((ReadRecord.Event) read("atlas.action-delayed.1s", "{\"actionId\":\"a\"}")).event();
    assertThat(event.executionId()).matches("[0-9a-f-]{36}");
    assertThat(event.replayOf()).isNull();
  }

  @Test
  void manyEmptyHeadersArePoison() {
    for (int i = 0; i <= 1 << 14; i++) {
      headers.add("", null);
    }
    assertThat(EventHeaders.size(headers)).isGreaterThanOrEqualTo(1 << 20);
    assertThat(read(FIRED, "{\"actionId\":\"a\"}")).isInstanceOf(ReadRecord.Poison.class);
  }

  @Test
  void aHeaderThatIsLongerThanAnyOfItsKindIsNotKept() {
    headers.add(EventHeaders.TRACE_PARENT, new byte[4_096]);
    headers.add(EventHeaders.TRACE_STATE, new byte[4_096]);
    headers.add(EventHeaders.REPLAY_OF, new byte[4_096]);
    headers.add(EventHeaders.FIRST_FIRED_AT, new byte[4_096]);
    Journey journey = Journey.of(headers);
    assertThat(journey.traceParent()).isNull();
    assertThat(journey.traceState()).isNull();
    assertThat(journey.replayOf()).isNull();
    assertThat(journey.firstFiredAt()).isNull();
  }

  @Test
  void headersThatWouldNotFitTheDelayTopicsArePoison() {
    headers.add("large", new byte[1 << 20]);
    assertThat(read(FIRED, "{\"actionId\":\"a\"}")).isInstanceOf(ReadRecord.Poison.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_764_064_800L, 1_764_064_800_000_000L, Long.MAX_VALUE})
  void aRecordsTimeThatCannotBeIsWhenItWasRead(long timestamp) {
    FiredEvent event =
        ((ReadRecord.Event) read(FIRED, bytes("{\"actionId\":\"a\"}"), timestamp)).event();
    assertThat(event.firedAt()).isEqualTo(READ);
    assertThat(event.note()).contains("cannot be").contains("milliseconds");
    byte[] named = bytes("{\"actionId\":\"a\",\"firedAt\":\"2026-11-24T10:00:00Z\"}");
    assertThat(((ReadRecord.Event) read(FIRED, named, timestamp)).event().firedAt())
        .isEqualTo(Instant.parse("2026-11-24T10:00:00Z"));
  }

  @Test
  void anOldRecordStaysOld() {
    long lastYear = Instant.parse("2025-11-24T10:00:00Z").toEpochMilli();
    FiredEvent event =
        ((ReadRecord.Event) read(FIRED, bytes("{\"actionId\":\"a\"}"), lastYear)).event();
    assertThat(event.firedAt()).isEqualTo(Instant.ofEpochMilli(lastYear));
    assertThat(event.note()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "not json, NOT_JSON, not JSON",
    "'\u0000\u0000\u0000\u0000\u0007{\"actionId\":\"a\"}', SCHEMA_REGISTRY, schema registry",
    "'\"{}\"', WRITTEN_TWICE, twice",
    "'[{\"actionId\":\"a\"}]', NOT_JSON, one record for each event",
    "'{\"input\":{}}', NO_ACTION_ID, actionId is missing",
    "'', NO_VALUE, readable"
  })
  void whatIsNoEventIsToldWithItsReasonAndPlace(
      String value, ReadRecord.Reason reason, String words) {
    ReadRecord reading = read(FIRED, value);
    assertThat(reading)
        .isInstanceOfSatisfying(
            ReadRecord.Poison.class,
            poison -> assertThat(poison.summary()).contains(words, "partition 1", "offset 42"));
    assertThat(told).containsExactly(reason);
  }

  private FiredEvent event(String json) {
    return ((ReadRecord.Event) read(FIRED, json)).event();
  }

  private ReadRecord read(String topic, String json) {
    return read(topic, json.getBytes(StandardCharsets.UTF_8), PUBLISHED.toEpochMilli());
  }

  private ReadRecord read(String topic, byte[] value, long timestamp) {
    return new EventReader(
            FIRED,
            "topic-id",
            (record, execution, reason) -> told.add(reason),
            Clock.fixed(READ, ZoneOffset.UTC),
            () -> 0)
        .read(
            new ConsumerRecord<>(
                topic,
                1,
                42,
                timestamp,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                value.length,
                null,
                value,
                headers,
                Optional.empty()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
