package io.atlas.tokens.grant;

import io.atlas.tokens.diagnosis.ProviderError.Form;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The fields of an answer's body, whether JSON or form-encoded. */
final class ResponseFields {

  /** A field that stands there twice is ambiguous (RFC 6749 section 5.1), so it is refused. */
  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(50)
                          .maxNumberLength(400)
                          .maxNameLength(1_000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ResponseFields() {}

  /** The body as an object, or null where it is none. */
  static @Nullable JsonNode read(String text, Form form) {
    return switch (form) {
      case JSON -> json(text);
      case FORM -> form(text);
      case HTML, EMPTY, OTHER -> null;
    };
  }

  private static @Nullable JsonNode json(String text) {
    try {
      JsonNode node = STRICT.readTree(text);
      return node.isObject() ? node : null;
    } catch (JacksonException | NumberFormatException malformed) {
      return null;
    }
  }

  private static @Nullable JsonNode form(String text) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    try {
      for (String pair : text.strip().split("&")) {
        int equals = pair.indexOf('=');
        String name = equals > 0 ? decode(pair.substring(0, equals)) : "";
        if (fields.has(name)) {
          return null;
        }
        if (!name.isEmpty()) {
          fields.put(name, decode(pair.substring(equals + 1)));
        }
      }
    } catch (IllegalArgumentException badEscape) {
      return null;
    }
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
