package io.atlas.worker.fired;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventHeaders;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I2, I12: any record of a publisher, and any copy on a delay topic")
class EventsFuzzTest {

  private static final String FIRED = "atlas.action-fired";
  private static final List<String> NAMES =
      List.of(
          EventHeaders.REASON,
          EventHeaders.SUMMARY,
          EventHeaders.ATTEMPT,
          EventHeaders.DUE,
          EventHeaders.EXECUTION_ID,
          EventHeaders.FIRED_AT,
          EventHeaders.ACCOUNT,
          EventHeaders.FIRED_OFFSET,
          EventHeaders.DEATHS,
          EventHeaders.ORDERING_KEY,
          EventHeaders.REPLAY_OF,
          EventHeaders.TRACE_PARENT,
          EventHeaders.TRACE_STATE,
          EventHeaders.CE_TRACE_PARENT,
          EventHeaders.CE_TRACE_STATE);

  /** Headers as lines of name and value with a tab between. */
  record Try(String topic, String value, String headers) {}

  private final EventReader reader =
      new EventReader(
          FIRED,
          "topic-id",
          (record, execution, reason) -> {},
          Clock.systemUTC(),
          System::nanoTime);

  @Test
  void isAnEventOrPoisonWithAnId() {
    Fuzz.of("events", tries())
        .replaying(
            EventsFuzzTest.class,
            kept -> new Try(FIRED, KeptInputs.text(kept), "atlas-due\t99999999999999999999"))
        .run(this::read);
  }

  private void read(Try tried) {
    RecordHeaders headers = new RecordHeaders();
    tried
        .headers()
        .lines()
        .forEach(line -> {
          String[] parts = line.split("\t", 2);
          headers.add(
              parts[0], parts.length < 2 ? null : parts[1].getBytes(StandardCharsets.UTF_8));
        });
    byte[] value = tried.value().getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(
            tried.topic(),
            3,
            42,
            0,
            TimestampType.CREATE_TIME,
            0,
            value.length,
            "key",
            value,
            headers,
            Optional.empty());
    switch (reader.read(record)) {
      case ReadRecord.Event(FiredEvent event) -> {
        assertThat(event.actionId().length()).isLessThanOrEqualTo(EventReader.MAX_ID);
        assertThat(event.executionId()).isNotBlank();
        assertThat(event.attempt()).isPositive();
        assertThat(event.firedAt()).isNotNull();
      }
      case ReadRecord.Poison poison -> {
        assertThat(poison.executionId()).isNotBlank();
        assertThat(poison.summary().length()).isLessThan(1_000);
      }
    }
  }

  private static Grammar<Try> tries() {
    Map<String, Grammar<String>> fields =
        Map.of(
            "actionId", Grammar.oneOf(Grammar.just("\"a-1\""), JsonTexts.strings()),
            "executionId", Grammar.oneOf(Grammar.just("\"e-1\""), JsonTexts.strings()),
            "firedAt",
                Grammar.of(
                    "\"2026-11-24T10:00:00Z\"",
                    "\"-1000000000-01-01T00:00:00Z\"",
                    "1e300",
                    "0",
                    "\"2026-02-30T00:00:00Z\"",
                    "null"),
            "input", JsonTexts.values());
    Grammar<String> values =
        Grammar.oneOf(HostileText.mutated(JsonTexts.objects(fields)), JsonTexts.objects(fields));
    Grammar<String> headers =
        Grammar.weighted(8, Grammar.of(NAMES))
            .or(1, HostileText.words())
            .map(name -> name + "\t")
            .list(0, 6)
            .map(names -> names)
            .map(List::copyOf)
            .map(names -> String.join("\n", names));
    Grammar<String> content =
        Grammar.weighted(3, JsonTexts.numbers()).or(3, HostileText.runs()).or(1, Grammar.just(""));
    return random ->
        new Try(
            Grammar.of(FIRED, FIRED, "atlas.action-delayed.1s").make(random),
            values.make(random),
            Stream.of(headers.make(random).split("\n"))
                .map(name -> name + content.make(random).replace("\n", ""))
                .filter(line -> line.contains("\t"))
                .reduce((a, b) -> a + "\n" + b)
                .orElse(""));
  }
}
