package io.atlas.console.topic;

import io.atlas.console.frame.TypedForm;
import io.atlas.console.replay.NewEvents.Draft;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.Surrogates;
import io.atlas.model.kafka.ByteKeys;
import io.atlas.model.text.LowerCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event that a person makes of a record, as the form has it.
 *
 * @param key as text; as {@code hex:} and digits where it is none
 * @param value JSON
 */
record EventDraft(String key, String value, List<Row> headers) {

  private static final String HEX = "hex:";

  /** An event may have 1 MiB with its envelope. */
  private static final int LONGEST_VALUE = 1_000_000;

  private static final int MOST_HEADERS = 40;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_HEADER = 4_000;
  private static final int LONGEST_KEY = 4_000;
  private static final int EMPTY_ROWS = 2;

  /** A header that the form has. */
  record Row(String name, String value) {}

  /** What can be made of a form. */
  sealed interface Read {

    record Usable(Draft draft) implements Read {}

    /** The problem is a sentence for a person. */
    record Unusable(String problem) implements Read {}
  }

  EventDraft {
    headers = List.copyOf(headers);
  }

  /**
   * The record's value, key and headers, without secrets, its execution and its time, and without
   * headers that tell of its journey or are set anew.
   */
  static EventDraft of(ConsumerRecord<String, byte[]> record) {
    List<Row> rows = new ArrayList<>();
    for (Header each : record.headers()) {
      if (!isOurs(each.key()) && each.value() != null && rows.size() < MOST_HEADERS) {
        boolean secret = SecretNames.isSecret(each.key());
        String text = new String(each.value(), StandardCharsets.UTF_8);
        rows.add(new Row(each.key(), secret ? SecretScan.REDACTED : SecretScan.shown(text)));
      }
    }
    return new EventDraft(key(record), value(record), withEmptyRows(rows));
  }

  /** As it was typed. */
  static EventDraft of(TypedForm form) {
    List<Row> rows = new ArrayList<>();
    for (TypedForm row : form.rows("headers")) {
      String name = typed(row, "name").strip();
      if (!name.isEmpty()) {
        rows.add(new Row(name, typed(row, "value")));
      }
    }
    return new EventDraft(typed(form, "key"), typed(form, "value"), withEmptyRows(rows));
  }

  Read read() {
    if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
      return new Read.Unusable("The value is too long: it may have 1,000,000 bytes.");
    }
    if (hasMark()) {
      return new Read.Unusable(
          "A secret stands in the record and is not shown: put another in place of each [redacted]"
              + " and [sealed], or take it out.");
    }
    ObjectNode event;
    try {
      JsonNode read = EventJson.WRITTEN_BY_PEOPLE.readTree(value);
      if (!(read instanceof ObjectNode object) || EventText.actionId(object) == null) {
        return new Read.Unusable("The value has to be a JSON object with an actionId.");
      }
      event = object;
    } catch (JacksonException | NumberFormatException unreadable) {
      return new Read.Unusable("The value is not valid JSON.");
    }
    if (event.has("executionId")) {
      return new Read.Unusable("Take executionId out: the event gets an execution of its own.");
    }
    String problem = headerProblem();
    if (problem != null) {
      return new Read.Unusable(problem);
    }
    return withKey(event);
  }

  private Read withKey(ObjectNode event) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    try {
      if (key.startsWith(HEX)) {
        bytes = HexFormat.of().parseHex(key.substring(HEX.length()).strip());
      }
    } catch (IllegalArgumentException noHex) {
      return new Read.Unusable("Behind hex: the key has to be hexadecimal digits, two a byte.");
    }
    if (bytes.length > LONGEST_KEY) {
      return new Read.Unusable("The key is too long: it may have 4,000 bytes.");
    }
    return new Read.Usable(
        new Draft(
            String.valueOf(EventText.actionId(event)),
            key.isEmpty() ? null : ByteKeys.text(bytes),
            typedHeaders(),
            event));
  }

  private List<Header> typedHeaders() {
    return headers.stream()
        .filter(row -> !row.name().isEmpty())
        .<Header>map(
            row -> new RecordHeader(row.name(), row.value().getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private @Nullable String headerProblem() {
    List<Row> given = headers.stream().filter(row -> !row.name().isEmpty()).toList();
    if (given.size() > MOST_HEADERS) {
      return "There are too many headers: an event may have 40.";
    }
    for (Row row : given) {
      if (isOurs(row.name())) {
        return "Headers that begin with atlas- or ce_, and content-type, are set by Atlas.";
      }
      if (row.name().length() > LONGEST_NAME || row.value().length() > LONGEST_HEADER) {
        return "A header's name may have 200 characters, and its value 4,000.";
      }
    }
    return null;
  }

  /** A text that stands for a secret would be sent in its place. */
  private boolean hasMark() {
    return Stream.concat(Stream.of(key, value), headers.stream().map(Row::value))
        .anyMatch(text -> text.contains(SecretScan.REDACTED) || text.contains(SecretScan.SEALED));
  }

  private static boolean isOurs(String header) {
    String name = LowerCase.ascii(header);
    return name.startsWith("atlas-") || name.startsWith("ce_") || name.equals("content-type");
  }

  private static String key(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return "";
    }
    byte[] bytes = ByteKeys.bytes(record.key());
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean plain =
        ByteKeys.text(text.getBytes(StandardCharsets.UTF_8)).equals(record.key())
            && !text.isEmpty()
            && !text.startsWith(HEX)
            && VisibleText.of(text).equals(text)
            && text.indexOf('\n') < 0;
    return plain ? SecretScan.shown(text) : HEX + HexFormat.of().formatHex(bytes);
  }

  private static String value(ConsumerRecord<String, byte[]> record) {
    JsonNode document = ShownValue.document(record.value());
    if (document == null) {
      return "{\n  \"actionId\" : \"\",\n  \"input\" : { }\n}";
    }
    JsonNode shown = Redacted.of(document);
    if (shown instanceof ObjectNode object) {
      var _ = object.remove(List.of("executionId", "firedAt"));
    }
    return Surrogates.escapedInJson(shown.toPrettyString());
  }

  private static String typed(TypedForm form, String name) {
    String text = form.text(name);
    return text == null ? "" : text;
  }

  private static List<Row> withEmptyRows(List<Row> rows) {
    return Stream.concat(rows.stream(), Stream.generate(() -> new Row("", "")).limit(EMPTY_ROWS))
        .toList();
  }
}
