package io.atlas.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventJson;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** Measured in a JVM of its own: in this one other tests' objects come and go. */
class FootprintTest {

  private static final int TEXT_BYTES = 200_000;
  private static final int COPIES = 20;

  /** What an event may be full of; the ways in which trees differ from their text the most. */
  private static final Map<String, String> ELEMENTS = new LinkedHashMap<>();

  static {
    ELEMENTS.put("empty objects", "{}");
    ELEMENTS.put("empty arrays", "[]");
    ELEMENTS.put("one-digit numbers", "1");
    ELEMENTS.put("large numbers", "12345678901234567890");
    ELEMENTS.put("decimals", "1.5");
    ELEMENTS.put("short texts", "\"a\"");
    ELEMENTS.put("a long text", "\"" + "x".repeat(TEXT_BYTES / 2) + "\"");
    ELEMENTS.put("objects", "{\"name\":\"x\",\"n\":1}");
    ELEMENTS.put("nested arrays", "[[[[[[[[[[1]]]]]]]]]]");
    ELEMENTS.put("truths", "true");
  }

  @Test
  void isAtLeastWhatTheHeapHolds() throws Exception {
    Process measuring =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                // Else some of what is dead is left where it lies, and counts as used.
                "-XX:MarkSweepAlwaysCompactCount=1",
                "-XX:MarkSweepDeadRatio=0",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                FootprintTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines;
    try (var output = measuring.inputReader(StandardCharsets.UTF_8)) {
      lines = output.lines().filter(line -> line.startsWith("MEASURED;")).toList();
    }
    assertThat(measuring.waitFor()).isZero();
    assertThat(lines).hasSameSizeAs(ELEMENTS.keySet());
    assertThat(lines)
        .allSatisfy(line -> {
          String[] columns = line.split(";", -1);
          double held = Double.parseDouble(columns[2]);
          assertThat(held).as(line).isPositive();
          assertThat(Double.parseDouble(columns[3])).as(line).isBetween(0.9 * held, 6 * held);
          assertThat(Double.parseDouble(columns[4])).as(line).isBetween(0.9 * held, 7 * held);
        });
  }

  /** Prints for each kind of event how much the heap holds for one, and what is told of it. */
  public static void main(String... none) {
    ELEMENTS.forEach((kind, element) -> {
      int count = Math.max(1, TEXT_BYTES / (element.length() + 1));
      byte[] text =
          ("[" + (element + ",").repeat(count - 1) + element + "]")
              .getBytes(StandardCharsets.UTF_8);
      measure(kind, text);
    });
  }

  private static void measure(String kind, byte[] text) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    List<JsonNode> trees = new ArrayList<>();
    // Loads what parsing needs, so that it is not taken for the events'.
    trees.add(EventJson.MAPPER.readTree(text));
    long before = heap();
    for (int i = 0; i < COPIES; i++) {
      byte[] value = text.clone();
      records.add(record(value));
      trees.add(EventJson.MAPPER.readTree(value));
    }
    long held = (heap() - before) / COPIES;
    long record = Footprint.of(records.getFirst());
    System.out.printf(
        "MEASURED;%s;%d;%d;%d%n",
        kind,
        held,
        record + Footprint.tree(trees.getLast()),
        record + skipped(text) + 2L * text.length);
  }

  private static long skipped(byte[] text) {
    try (JsonParser parser = EventJson.MAPPER.createParser(text)) {
      parser.nextToken();
      long skipped = Footprint.skipped(parser);
      if (parser.nextToken() != null) {
        throw new IllegalStateException("not at its end");
      }
      return skipped;
    }
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
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
