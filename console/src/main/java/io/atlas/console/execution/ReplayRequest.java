package io.atlas.console.execution;

import io.atlas.console.frame.UnusableParameterException;
import io.atlas.console.history.ExecutionFilter;
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
 */
record ReplayRequest(@Nullable ExecutionFilter filter, @Nullable Boolean dryRun) {

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

  /**
   * No body asks for nothing in particular.
   *
   * @throws UnusableParameterException where a field cannot be used
   */
  static ReplayRequest read(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      return new ReplayRequest(null, null);
    }
    try {
      ReplayRequest read = MAPPER.readValue(body, ReplayRequest.class);
      if (read != null) {
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

  private static String path(DatabindException misfit) {
    List<JacksonException.Reference> path = misfit.getPath();
    return path.stream()
        .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
        .collect(Collectors.joining("."));
  }
}
