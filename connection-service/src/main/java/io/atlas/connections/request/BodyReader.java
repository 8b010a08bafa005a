package io.atlas.connections.request;

import io.atlas.connections.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the request's body for handlers that take {@link Fields}. Spring's own reading of bodies
 * shows what it read at DEBUG, and bodies here hold secrets (I6). No body reads as an empty object.
 */
@Component
final class BodyReader implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  /** A fired event's input may have 1 MiB, and its JSON some escapes. */
  private static final int LARGEST_BODY = 2 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Fields.class;
  }

  @Override
  public Fields resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binderFactory)
      throws IOException {
    HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
    if (request == null) {
      throw new IllegalStateException("not an HTTP request");
    }
    byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      throw new ProblemException(
          HttpStatus.CONTENT_TOO_LARGE, "The body is larger than " + LARGEST_BODY + " bytes.");
    }
    if (body.length > 0) {
      requireJson(request.getContentType());
    }
    return Fields.of(body.length == 0 ? MAPPER.createObjectNode() : object(body));
  }

  private static void requireJson(@Nullable String contentType) {
    if (contentType != null && !contentType.toLowerCase(Locale.ROOT).contains("json")) {
      throw new ProblemException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.");
    }
  }

  private static ObjectNode object(byte[] body) {
    JsonNode read;
    try {
      read = MAPPER.readTree(body);
    } catch (JacksonException malformed) {
      // Only where, not what: the parser's message may quote a secret.
      var location = malformed.getLocation();
      String where =
          location == null
              ? ""
              : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "The body is not readable as JSON" + where + ".");
    }
    if (read instanceof ObjectNode object) {
      return object;
    }
    throw new ProblemException(HttpStatus.BAD_REQUEST, "The body must be a JSON object.");
  }
}
