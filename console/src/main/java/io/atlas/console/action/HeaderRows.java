package io.atlas.console.action;

import io.atlas.console.document.Document;
import io.atlas.console.frame.TypedForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The headers of an action, a row each. */
final class HeaderRows {

  static final String FIELD = "headers";

  private HeaderRows() {}

  /**
   * @param stored whether the connection-service holds a secret value for this header
   */
  record HeaderRow(String name, String value, boolean secret, boolean stored) {

    static final HeaderRow BLANK = new HeaderRow("", "", false, false);

    /** A typed secret is not shown again. */
    HeaderRow shownAgain() {
      return secret ? new HeaderRow(name, "", true, stored) : this;
    }

    /** Without its value, which may be secret. */
    @Override
    public String toString() {
      return "HeaderRow[" + name + "]";
    }
  }

  static List<HeaderRow> typed(TypedForm form) {
    return form.rows(FIELD).stream()
        .map(row ->
            new HeaderRow(
                text(row, "name"),
                text(row, "value"),
                Boolean.parseBoolean(row.text("secret")),
                Boolean.parseBoolean(row.text("stored"))))
        .filter(row -> !row.name().isBlank())
        .toList();
  }

  private static String text(TypedForm row, String name) {
    String text = row.text(name);
    return text == null ? "" : text;
  }

  /**
   * @param saved whether secret values are stored
   */
  static List<HeaderRow> of(Document document, boolean saved) {
    List<HeaderRow> rows = new ArrayList<>();
    for (JsonNode header : headers(document)) {
      boolean secret = header.path("secret").asBoolean(false);
      rows.add(
          new HeaderRow(
              header.path("name").asString(""),
              header.path("value").asString(""),
              secret,
              secret && saved));
    }
    return rows;
  }

  /** An earlier version's, whose secret values are stored where the present ones are. */
  static List<HeaderRow> stored(List<HeaderRow> earlier, List<HeaderRow> present) {
    return earlier.stream()
        .map(row ->
            new HeaderRow(
                row.name(),
                row.value(),
                row.secret(),
                row.secret()
                    && present.stream()
                        .anyMatch(
                            each -> each.stored() && each.name().equalsIgnoreCase(row.name()))))
        .toList();
  }

  /** For people to compare; of a secret, that there is one. */
  static String text(List<HeaderRow> rows) {
    return rows.stream()
        .map(row -> row.name().strip() + ": " + (row.secret() ? "(secret)" : row.value()))
        .collect(Collectors.joining("\n"));
  }

  /** A header that goes on under its name keeps what no row shows. */
  static void lay(Document document, List<HeaderRow> rows) {
    List<JsonNode> left = new ArrayList<>();
    headers(document).forEach(left::add);
    ArrayNode next = JsonNodeFactory.instance.arrayNode();
    for (HeaderRow row : rows) {
      ObjectNode header = taken(left, row);
      if (!row.name().strip().equals(header.path("name").asString(""))) {
        header.put("name", row.name().strip());
      }
      header.put("secret", row.secret());
      if (row.secret() && row.stored() && row.value().isBlank()) {
        header.remove("value");
      } else if (!row.value().equals(header.path("value").asString(""))) {
        header.put("value", row.value());
      }
      next.add(header);
    }
    if (document.get(FIELD) != null || !next.isEmpty()) {
      document.put(FIELD, next);
    }
  }

  private static ObjectNode taken(List<JsonNode> left, HeaderRow row) {
    for (JsonNode header : left) {
      if (header instanceof ObjectNode known
          && known.path("name").asString("").equalsIgnoreCase(row.name().strip())
          && known.path("secret").asBoolean(false) == row.secret()) {
        left.remove(header);
        return known.deepCopy();
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static Iterable<JsonNode> headers(Document document) {
    @Nullable JsonNode headers = document.get(FIELD);
    return headers == null ? List.of() : headers;
  }
}
