package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.kit.problem.FieldError;
import io.atlas.model.event.EventJson;
import io.atlas.model.text.LowerCase;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
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

  /** Names the body as a whole in errors, where no field of it can be named. */
  private static final String WHOLE = "requestBody";

  private static final JsonMapper MAPPER = EventJson.WRITTEN_BY_PEOPLE;

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
      throw problem(
          HttpStatus.CONTENT_TOO_LARGE,
          "The body is too large.",
          new FieldError(WHOLE, "must be at most " + LARGEST_BODY + " bytes long"));
    }
    // A form's body is gone by now: its fields were read as parameters.
    boolean sent =
        body.length > 0
            || request.getContentLengthLong() > 0
            || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    if (sent) {
      requireJson(request.getContentType());
    }
    return fields(body);
  }

  /**
   * @throws InvalidFieldsException where the body is no JSON object
   */
  static Fields fields(byte[] body) {
    return Fields.of(body.length == 0 ? MAPPER.createObjectNode() : object(body));
  }

  private static void requireJson(@Nullable String contentType) {
    if (contentType != null && !LowerCase.ascii(contentType).contains("json")) {
      throw problem(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Send JSON, with Content-Type: application/json.",
          new FieldError(HttpHeaders.CONTENT_TYPE, "must be application/json"));
    }
  }

  private static ProblemException problem(HttpStatus status, String detail, FieldError error) {
    return new ProblemException(status, detail).with("errors", List.of(error));
  }

  private static ObjectNode object(byte[] body) {
    JsonNode read;
    try {
      read = MAPPER.readTree(body);
    } catch (NumberFormatException beyondAnyNumber) {
      throw InvalidFieldsException.of(WHOLE, "holds a number that is too large or too small");
    } catch (JacksonException malformed) {
      // Only where, not what: the parser's message may quote a secret.
      var location = malformed.getLocation();
      String where =
          location == null
              ? ""
              : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
      throw InvalidFieldsException.of(WHOLE, "is not readable as JSON" + where);
    }
    if (read instanceof ObjectNode object) {
      return object;
    }
    throw InvalidFieldsException.of(WHOLE, "must be a JSON object");
  }
}
