package io.atlas.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.SealedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;

/**
 * docs/asyncapi.yaml says what the code does: topics, settings, headers, fields and their types.
 */
class AsyncApiTest {

  private static final Path FILE = Path.of("../docs/asyncapi.yaml");
  private static final JsonNode DOCUMENT = read();

  private static final Map<String, Class<?>> PAYLOADS =
      Map.ofEntries(
          Map.entry("ActionFired", ActionFired.class),
          Map.entry("ActionExecuted", ActionExecuted.class),
          Map.entry("ActionDelayed", ActionFired.class),
          Map.entry("ActionDead", ActionFired.class),
          Map.entry("RetryCancelled", RetryCancellation.class),
          Map.entry("ActionChanged", ActionDefinition.class),
          Map.entry("ConnectionChanged", ConnectionState.class),
          Map.entry("TokenRequested", TokenRequest.class),
          Map.entry("TokenChanged", TokenState.class),
          Map.entry("CredentialTest", CredentialTest.class),
          Map.entry("CredentialTestResult", CredentialTest.Result.class),
          Map.entry("IssuerDiscovery", IssuerDiscovery.class),
          Map.entry("IssuerDiscoveryResult", IssuerDiscovery.Result.class),
          Map.entry("SecretPromoted", SecretPromotion.class),
          Map.entry("SecretExpiring", SecretExpiring.class),
          Map.entry("ServiceStatus", ServiceStatus.class),
          Map.entry("NoticeChanged", Notice.class));

  private static JsonNode read() {
    try {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE));
      return EventJson.MAPPER.valueToTree(tree);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static JsonNode schema(String name) {
    return DOCUMENT.at("/components/schemas/" + name);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void everyTopicIsDescribedWithItsSettings() {
    Map<String, JsonNode> channels = new HashMap<>();
    DOCUMENT
        .get("channels")
        .forEach(channel -> {
          String address = channel.get("address").asString();
          JsonNode delays = channel.at("/parameters/delay/enum");
          if (delays.isMissingNode()) {
            channels.put(address, channel);
          } else {
            texts(delays)
                .forEach(delay -> channels.put(address.replace("{delay}", delay), channel));
          }
        });
    assertThat(channels.keySet())
        .isEqualTo(
            Arrays.stream(Topic.values())
                .map(topic -> topic.name("atlas."))
                .collect(Collectors.toSet()));
    for (Topic topic : Topic.values()) {
      JsonNode kafka = channels.get(topic.name("atlas.")).at("/bindings/kafka");
      assertThat(kafka.get("partitions").intValue()).isEqualTo(Topic.PARTITIONS);
      Map<String, String> described = new HashMap<>();
      kafka
          .get("topicConfiguration")
          .forEachEntry((name, value) ->
              described.put(
                  name, value.isArray() ? String.join(",", texts(value)) : value.asString()));
      Map<String, String> actual = new HashMap<>(topic.settings());
      actual
          .keySet()
          .retainAll(
              Set.of("cleanup.policy", "retention.ms", "delete.retention.ms", "max.message.bytes"));
      assertThat(described).as("settings of %s", topic).isEqualTo(actual);
    }
  }

  @Test
  void everyEventTypeAndHeaderIsDescribed() throws Exception {
    JsonNode messages = DOCUMENT.at("/components/messages");
    assertThat(messages.propertyNames()).isEqualTo(PAYLOADS.keySet());
    assertThat(DOCUMENT.get("channels").findValuesAsString("$ref"))
        .containsExactlyInAnyOrderElementsOf(
            PAYLOADS.keySet().stream().map(name -> "#/components/messages/" + name).toList());
    assertThat(new TreeSet<>(messages.findValuesAsString("const")))
        .isEqualTo(new TreeSet<>(constants(EventTypes.class, "HEADER")));
    Set<String> headers = new HashSet<>();
    for (String group : List.of("Versioned", "Parked", "Replayed")) {
      headers.addAll(schema(group).get("properties").propertyNames());
    }
    assertThat(headers).isEqualTo(Set.copyOf(constants(EventHeaders.class, "ID")));
  }

  private static List<String> constants(Class<?> type, String but) throws Exception {
    List<String> values = new ArrayList<>();
    for (Field field : type.getFields()) {
      if (field.getType() == String.class && !field.getName().equals(but)) {
        values.add((String) field.get(null));
      }
    }
    return values;
  }

  @Test
  void everyFieldOfEveryValueIsDescribedWithItsType() {
    Set<String> described = new HashSet<>();
    PAYLOADS.forEach((message, type) -> {
      String reference =
          DOCUMENT.at("/components/messages/" + message + "/payload/$ref").asString();
      assertThat(reference).isEqualTo("#/components/schemas/" + name(type));
      describes(type, described);
    });
    described.addAll(List.of("CloudEvent", "Versioned", "Parked", "Replayed", "SealedText"));
    assertThat(DOCUMENT.at("/components/schemas").propertyNames()).isEqualTo(described);
  }

  private void describes(Class<?> type, Set<String> described) {
    if (!described.add(name(type))) {
      return;
    }
    JsonNode schema = schema(name(type));
    RecordComponent[] components = type.getRecordComponents();
    assertThat(schema.path("properties").propertyNames())
        .as("fields of %s", name(type))
        .containsExactlyElementsOf(Stream.of(components).map(RecordComponent::getName).toList());
    assertThat(texts(schema.path("required")))
        .as("required fields of %s", name(type))
        .containsExactlyElementsOf(
            Stream.of(components)
                .filter(component -> !isNullable(component) || isWrittenAsNull(component))
                .map(RecordComponent::getName)
                .toList());
    for (RecordComponent component : components) {
      JsonNode property = schema.at("/properties/" + component.getName());
      Map<String, Object> expected = expected(component.getGenericType());
      if (isWrittenAsNull(component)) {
        expected = orNull(expected);
      }
      expected.forEach((keyword, value) ->
          assertThat(property.get(keyword))
              .as("%s of %s.%s", keyword, name(type), component.getName())
              .isEqualTo(EventJson.MAPPER.valueToTree(value)));
      nested(component.getGenericType()).forEach(record -> describes(record, described));
    }
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** Present with every value, where others are left out when they are null. */
  private static boolean isWrittenAsNull(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonInclude.class);
  }

  private static Map<String, Object> orNull(Map<String, Object> schema) {
    Map<String, Object> nullable = new HashMap<>(schema);
    nullable.computeIfPresent("type", (keyword, type) -> List.of(type, "null"));
    nullable.computeIfPresent(
        "enum",
        (keyword, values) -> {
          List<@Nullable Object> all = new ArrayList<>((List<?>) values);
          all.add(null);
          return all;
        });
    return nullable;
  }

  /** ActionDefinition.Retry is ActionDefinitionRetry. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return (outer == null ? "" : name(outer)) + type.getSimpleName();
  }

  private static Stream<Class<?>> nested(Type type) {
    if (type instanceof ParameterizedType list) {
      return nested(list.getActualTypeArguments()[0]);
    }
    boolean ours = type instanceof Class<?> c && c.isRecord() && c != SealedText.class;
    return ours ? Stream.of((Class<?>) type) : Stream.of();
  }

  /** What stands for names of newer versions is read alone. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // the type is an enum, whichever
  private static List<?> written(Class<?> type) {
    return NewerNames.known((Class) type);
  }

  private static Map<String, Object> expected(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? Map.of("type", "object", "additionalProperties", expected(arguments[1]))
          : Map.of("type", "array", "items", expected(arguments[0]));
    }
    Class<?> plain = (Class<?>) type;
    if (plain == JsonNode.class) {
      return Map.of();
    }
    if (plain.isRecord()) {
      return Map.of("$ref", "#/components/schemas/" + name(plain));
    }
    if (plain.isEnum()) {
      return Map.of("type", "string", "enum", written(plain));
    }
    if (plain == Instant.class || plain == LocalDate.class) {
      return Map.of("type", "string", "format", plain == Instant.class ? "date-time" : "date");
    }
    if (plain == String.class) {
      return Map.of("type", "string");
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (plain == double.class || plain == Double.class) {
      return Map.of("type", "number");
    }
    Set<Class<?>> integers = Set.of(int.class, long.class, Integer.class, Long.class);
    assertThat(integers).contains(plain);
    return Map.of("type", "integer");
  }
}
