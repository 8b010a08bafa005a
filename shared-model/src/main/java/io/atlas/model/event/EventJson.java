package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as it stands on the topics: absent for null, ISO 8601 in UTC, unknown fields ignored so that
 * producers may be newer. Error messages never quote the document, which may hold personal data.
 */
public final class EventJson {

  /** For trees and streams; thread-safe. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // 10.10 stays 10.10 on its way through a template.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // A URL stays legible: http://… and not http:\/\/….
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .build();

  /**
   * What other services write, which may be newer: {@link NewerNames} are read for what they are.
   * Thread-safe.
   */
  public static final JsonMapper OF_OTHERS =
      MAPPER.rebuild().addHandler(new NewerNames.InJson()).build();

  /**
   * What people write: inputs, samples, requests. The same numbers and texts, digit by digit, as
   * {@link #MAPPER} reads from a topic; a name that is given twice is refused. Thread-safe.
   */
  public static final JsonMapper WRITTEN_BY_PEOPLE =
      MAPPER.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private EventJson() {}

  public static byte[] write(Object event) {
    return MAPPER.writeValueAsBytes(event);
  }

  /**
   * What another service wrote.
   *
   * @throws UnreadableEventException where the bytes are no JSON of that type; null bytes too
   */
  public static <T> T read(byte @Nullable [] json, Class<T> type) {
    return read(json, type, OF_OTHERS);
  }

  /**
   * What is changed and stored again: a name of a newer version, which would be lost, is refused.
   *
   * @throws UnreadableEventException where the bytes are no JSON of that type; null bytes too
   */
  public static <T> T readToStore(byte @Nullable [] json, Class<T> type) {
    return read(json, type, MAPPER);
  }

  private static <T> T read(byte @Nullable [] json, Class<T> type, JsonMapper mapper) {
    if (json == null) {
      throw new UnreadableEventException("the value is null");
    }
    try {
      T event = mapper.readValue(json, type);
      if (event == null) {
        throw new UnreadableEventException("the value is JSON null");
      }
      return event;
    } catch (JacksonException malformed) {
      // Without the cause: its message quotes the document.
      throw new UnreadableEventException(reason(malformed));
    }
  }

  private static String reason(JacksonException malformed) {
    Throwable cause = malformed.getCause();
    boolean parsers = cause instanceof NumberFormatException; // its message quotes the number
    if (!parsers && cause instanceof IllegalArgumentException ours && ours.getMessage() != null) {
      return ours.getMessage();
    }
    String field =
        malformed.getPath().stream()
            .map(Reference::getPropertyName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    if (malformed instanceof StreamReadException) {
      return field.isEmpty() ? "not JSON" : "not JSON from " + field + " on";
    }
    return field.isEmpty() ? "not a JSON object" : field + " is missing or of another type";
  }

  /**
   * The bytes are not an event of the expected type; the message says why, without quoting them.
   */
  public static final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(String message) {
      super(message);
    }
  }
}
