package io.atlas.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventJson;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class FootprintTest {

  private static final int TEXT_BYTES = 200_000;
  private static final int COPIES = 20;

  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
  private final List<JsonNode> trees = new ArrayList<>();

  @AfterEach
  void letGo() {
    records.clear();
    trees.clear();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "empty objects; {}",
        "empty arrays; []",
        "one-digit numbers; 1",
        "large numbers; 12345678901234567890",
        "decimals; 1.5",
        "short texts; \"a\"",
        "a long text; \"LONG\"",
        "objects; {\"name\":\"x\",\"n\":1}",
        "nested; [[[[[[[[[[1]]]]]]]]]]",
        "truths; true"
      })
  void isAtLeastWhatTheHeapHolds(String kind, String element) {
    String long_ = "x".repeat(TEXT_BYTES / 2);
    String one = element.trim().replace("LONG", long_);
    int count = Math.max(1, TEXT_BYTES / (one.length() + 1));
    byte[] text =
        ("[" + (one + ",").repeat(count - 1) + one + "]").getBytes(StandardCharsets.UTF_8);
    assertThat(EventJson.MAPPER.readTree(text)).isNotEmpty();
    long before = heap();
    for (int i = 0; i < COPIES; i++) {
      byte[] value = text.clone();
      records.add(record(value));
      trees.add(EventJson.MAPPER.readTree(value));
    }
    double held = (heap() - before) / (double) COPIES;
    double told = Footprint.of(records.getFirst(), trees.getFirst());
    assertThat(told)
        .as("%s: %.0f bytes of text hold %.0f", kind, (double) text.length, held)
        .isBetween(0.85 * held, 6 * held);
  }

  private static ConsumerRecord<String, byte[]> record(byte[] value) {
    return new ConsumerRecord<>(
        "fired",
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        -1,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
