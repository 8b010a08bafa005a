package io.atlas.console.execution;

import io.atlas.console.edge.UsableParameters;
import io.atlas.console.frame.UnusableParameterException;
import io.atlas.console.history.ExecutionFilter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which executions are to be replayed.
 *
 * @param filter absent matches every failed execution
 * @param dryRun counts only; absent is true, so that nothing fires by accident
 * @param sameKey whether the requests carry their first Idempotency-Keys again; absent is false
 * @param cursor an earlier answer's {@code nextCursor}; absent begins with the oldest
 */
record ReplayRequest(
    @Nullable ExecutionFilter filter,
    @Nullable Boolean dryRun,
    @Nullable Boolean sameKey,
    @Nullable String cursor) {

  /** The body as a whole, where no field of it can be named. */
  private static final String BODY = "requestBody";

  /** Strict: a filter that is misspelt would match, and fire, everything. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /** A filter of every field at its longest has some 2 KB. */
  private static final int LONGEST = 64 * 1024;

  /**
   * No body asks for nothing in particular.
   *
   * @throws UnusableParameterException where a field cannot be used
   */
  static ReplayRequest read(InputStream body) throws IOException {
    byte[] json = body.readNBytes(LONGEST + 1);
    if (json.length > LONGEST) {
      throw new UnusableParameterException(BODY, "must have at most " + LONGEST + " bytes");
    }
    return json.length == 0 ? new ReplayRequest(null, null, null, null) : read(json);
  }

  private static ReplayRequest read(byte[] json) {
    try {
      ReplayRequest read = MAPPER.readValue(json, ReplayRequest.class);
      if (read != null) {
        requireText(read.filter());
        return read;
      }
    } catch (UnrecognizedPropertyException unknown) {
      throw new UnusableParameterException(path(unknown), "is not a known field");
    } catch (DatabindException misfit) {
      if (!misfit.getPath().isEmpty()) {
        throw new UnusableParameterException(path(misfit), "has a value that does not fit");
      }
    } catch (JacksonException malformed) {
      // Where, not what: the parser's message quotes the body.
      TokenStreamLocation at = malformed.getLocation();
      String where =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new UnusableParameterException(BODY, "is not readable as JSON" + where);
    }
    throw new UnusableParameterException(BODY, "must be a JSON object");
  }

  private static void requireText(@Nullable ExecutionFilter filter) {
    if (filter != null) {
      requireText("actionId", filter.actionId());
      requireText("connectionId", filter.connectionId());
      requireText("host", filter.host());
    }
  }

  private static void requireText(String field, @Nullable String value) {
    if (value != null && !UsableParameters.isText(value)) {
      throw new UnusableParameterException("filter." + field, "has a character that no text has");
    }
  }

  private static String path(DatabindException misfit) {
    List<JacksonException.Reference> path = misfit.getPath();
    return path.stream()
        .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
        .collect(Collectors.joining("."));
  }
}
