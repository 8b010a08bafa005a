package io.atlas.console.connection;

import io.atlas.console.document.Document;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.model.provider.Provider;
import io.atlas.model.seal.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The extra parameters and headers of a token request. Parameters that a provider's preset names
 * have a field each; the others, and headers, stand in a text, one a line; secret ones are rows.
 * What can stand in neither stays as it is.
 */
enum ExtraFields {
  PARAMETERS("extraParameters", "parameter", '=', "name=value"),
  HEADERS("extraHeaders", "header", ':', "Name: value");

  /** Stands before the name of a parameter that has a field of its own. */
  static final String OWN = "parameters.";

  private final String field;
  private final String kind;
  private final char separator;
  private final String form;

  ExtraFields(String field, String kind, char separator, String form) {
    this.field = field;
    this.kind = kind;
    this.separator = separator;
    this.form = form;
  }

  /**
   * A secret one as typed.
   *
   * @param value null where nothing was typed
   * @param stored whether the connection-service has one of that name
   */
  record SecretRow(String kind, String name, @Nullable Secret value, boolean stored) {

    static final SecretRow BLANK = new SecretRow(PARAMETERS.kind, "", null, false);
  }

  /** In the document and in the form. */
  String field() {
    return field;
  }

  /** The texts of all of their fields. */
  static Map<String, String> shown(Document document, @Nullable Provider preset) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode parameters = PARAMETERS.entries(document);
    for (String name : own(preset)) {
      texts.put(OWN + name, parameters.path(name).asString(""));
    }
    for (ExtraFields each : values()) {
      texts.put(each.field, each.lines(document, preset));
    }
    return texts;
  }

  static List<SecretRow> secretRows(Document document) {
    return List.of(values()).stream()
        .flatMap(each ->
            each.entries(document).properties().stream()
                .filter(entry -> isSecret(entry.getValue()))
                .map(entry -> new SecretRow(each.kind, entry.getKey(), null, true)))
        .toList();
  }

  private String lines(Document document, @Nullable Provider preset) {
    List<String> own = ownHere(preset);
    String between = separator == ':' ? ": " : "=";
    return entries(document).properties().stream()
        .filter(entry -> !own.contains(entry.getKey()) && fitsALine(entry))
        .map(entry -> entry.getKey() + between + entry.getValue().stringValue())
        .collect(Collectors.joining("\n"));
  }

  /**
   * @param typed the text of a field; null where the form does not have it
   * @param rows those of the form; null where it does not have them
   * @throws UnreadableTextException for a line of another form, or a secret one without a value
   */
  void lay(
      Document document,
      @Nullable Provider preset,
      Function<String, @Nullable String> typed,
      @Nullable List<SecretRow> rows) {
    JsonNode before = entries(document);
    List<String> own = ownHere(preset);
    String lines = typed.apply(field);
    ObjectNode next = JsonNodeFactory.instance.objectNode();
    Map<String, String> named = lines == null ? Map.of() : read(lines);
    Map<String, SecretRow> secret = rows == null ? Map.of() : mine(rows);
    for (Map.Entry<String, JsonNode> entry : before.properties()) {
      String name = entry.getKey();
      if (rows != null && isSecret(entry.getValue())) {
        SecretRow row = secret.get(name);
        if (row != null) {
          next.set(name, row.value() == null ? entry.getValue() : sealed(row.value()));
        }
      } else if (lines == null || own.contains(name) || !fitsALine(entry)) {
        next.set(name, entry.getValue());
      } else if (named.containsKey(name)) {
        String value = named.get(name);
        boolean same = entry.getValue().stringValue().strip().equals(value);
        next.set(name, same ? entry.getValue() : next.stringNode(value));
      }
    }
    named.forEach((name, value) -> {
      if (!next.has(name)) {
        next.put(name, value);
      }
    });
    secret.forEach((name, row) -> addNew(next, name, row));
    layOwn(next, own, before, typed);
    if (document.get(field) != null || !next.isEmpty()) {
      document.put(field, next);
    }
  }

  private static void addNew(ObjectNode next, String name, SecretRow row) {
    if (isSecret(next.path(name))) {
      return;
    }
    if (row.value() == null) {
      throw new UnreadableTextException("has a secret one without a value: " + name);
    }
    next.set(name, sealed(row.value()));
  }

  private static void layOwn(
      ObjectNode next,
      List<String> own,
      JsonNode before,
      Function<String, @Nullable String> typed) {
    for (String name : own) {
      String value = typed.apply(OWN + name);
      if (value != null && !value.equals(before.path(name).asString(""))) {
        if (value.isBlank()) {
          next.remove(name);
        } else {
          next.put(name, value.strip());
        }
      }
    }
  }

  private Map<String, SecretRow> mine(List<SecretRow> rows) {
    Map<String, SecretRow> mine = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> row.kind().equals(kind) && !row.name().isBlank())
        .forEach(row -> mine.put(row.name().strip(), row));
    return mine;
  }

  private static JsonNode sealed(Secret value) {
    return JsonNodeFactory.instance.objectNode().put("value", value.value()).put("secret", true);
  }

  private static boolean isSecret(JsonNode value) {
    return value.path("secret").asBoolean(false);
  }

  private List<String> ownHere(@Nullable Provider preset) {
    return this == PARAMETERS ? own(preset) : List.of();
  }

  private static List<String> own(@Nullable Provider preset) {
    return preset == null
        ? List.of()
        : preset.fields().stream()
            .filter(Provider.Field::parameter)
            .map(Provider.Field::name)
            .toList();
  }

  private Map<String, String> read(String lines) {
    Map<String, String> entries = new LinkedHashMap<>();
    lines
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> {
          int at = line.indexOf(separator);
          if (at < 1) {
            throw new UnreadableTextException("has a line that is not " + form);
          }
          entries.put(line.substring(0, at).strip(), line.substring(at + 1).strip());
        });
    return entries;
  }

  private boolean fitsALine(Map.Entry<String, JsonNode> entry) {
    return entry.getValue().isString()
        && entry.getKey().indexOf(separator) < 0
        && entry.getKey().equals(entry.getKey().strip())
        && entry.getValue().stringValue().lines().count() <= 1;
  }

  private JsonNode entries(Document document) {
    JsonNode entries = document.get(field);
    return entries == null ? JsonNodeFactory.instance.objectNode() : entries;
  }
}
