package io.atlas.model.event;

import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: any record on any topic")
class TopicRecordsFuzzTest {

  /** All that topics hold; a view or a consumer reads each by this one method. */
  private static final List<Class<?>> TYPES =
      List.of(
          ActionFired.class,
          ActionExecuted.class,
          ActionDefinition.class,
          ConnectionState.class,
          TokenState.class,
          TokenRequest.class,
          CredentialTest.class,
          CredentialTest.Result.class,
          RetryCancellation.class,
          SecretPromotion.class,
          SecretExpiring.class,
          ServiceStatus.class,
          Notice.class);

  @SuppressWarnings("ArrayRecordComponent") // made once
  record Try(Class<?> type, byte[] value) {
    @Override
    public String toString() {
      return type.getSimpleName() + " " + new String(value, StandardCharsets.UTF_8);
    }
  }

  @Test
  void isReadOrRefused() {
    Fuzz.of("topic-records", tries())
        .declaring(UnreadableEventException.class)
        .replaying(
            TopicRecordsFuzzTest.class,
            kept -> new Try(type(kept.path("type").stringValue()), bytes(kept)))
        .run(tried -> {
          Object read = EventJson.read(tried.value(), tried.type());
          EventJson.write(read);
          var _ = read.toString();
        });
  }

  private static byte[] bytes(tools.jackson.databind.JsonNode kept) {
    return KeptInputs.text(kept.path("value")).getBytes(StandardCharsets.UTF_8);
  }

  private static Class<?> type(String name) {
    return TYPES.stream()
        .filter(type -> type.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Grammar<Try> tries() {
    Map<Class<?>, Grammar<byte[]>> values =
        TYPES.stream().collect(Collectors.toMap(type -> type, TopicRecordsFuzzTest::values));
    return random -> {
      Class<?> type = TYPES.get(random.nextInt(TYPES.size()));
      return new Try(type, Objects.requireNonNull(values.get(type)).make(random));
    };
  }

  private static Grammar<byte[]> values(Class<?> type) {
    Grammar<String> texts =
        Grammar.weighted(8, HostileText.mutated(objects(type, 3))).or(1, JsonTexts.mutatedValues());
    // Anything above ASCII is then no UTF-8, which is what topics hold.
    Grammar<Charset> charsets =
        Grammar.weighted(8, Grammar.just(StandardCharsets.UTF_8))
            .or(1, Grammar.of(StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1));
    return random -> texts.make(random).getBytes(charsets.make(random));
  }

  /** An object with the record's own fields. */
  private static Grammar<String> objects(Class<?> type, int depth) {
    Map<String, Grammar<String>> fields = new LinkedHashMap<>();
    for (var component : type.getRecordComponents()) {
      fields.put(component.getName(), value(component.getType(), depth));
    }
    return JsonTexts.objects(fields);
  }

  private static Grammar<String> value(Class<?> type, int depth) {
    if (type.isRecord() && depth > 0) {
      return Grammar.lazy(() -> objects(type, depth - 1));
    }
    if (type.isEnum()) {
      return Grammar.of(type.getEnumConstants())
          .map(constant -> JsonTexts.quoted(constant.toString()));
    }
    if (type == String.class) {
      return Grammar.oneOf(JsonTexts.strings(), Grammar.just("\"https://a.example/t\""));
    }
    if (type == java.time.Instant.class) {
      return Grammar.of(
          "\"2026-11-24T10:00:00Z\"",
          "\"+1000000000-12-31T23:59:59.999999999Z\"",
          "1e300",
          "1764000000",
          "-1",
          "\"\"",
          "1e-2147483648",
          "\"2026-02-30T00:00:00Z\"");
    }
    if (type == int.class || type == long.class || Number.class.isAssignableFrom(type)) {
      return JsonTexts.numbers();
    }
    if (type == boolean.class) {
      return Grammar.of("true", "false");
    }
    return random -> {
      String open = Grammar.of("", "[", "{\"a\":").make(random);
      String close = open.isEmpty() ? "" : open.startsWith("[") ? "]" : "}";
      return open + JsonTexts.values().make(random) + close;
    };
  }
}
