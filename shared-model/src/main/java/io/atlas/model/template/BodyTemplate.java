package io.atlas.model.template;

import io.atlas.model.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** A body; the action's Content-Type, or the body's look where there is none, says what it is. */
final class BodyTemplate {

  static final String FIELD = "body";
  private static final String CONTENT_TYPE = "Content-Type";

  private final TextTemplate text;
  private final boolean json;
  private final byte @Nullable [] literal;
  private final Rendered.@Nullable Field contentType;

  private BodyTemplate(
      TextTemplate text,
      boolean json,
      byte @Nullable [] literal,
      Rendered.@Nullable Field contentType) {
    this.text = text;
    this.json = json;
    this.literal = literal;
    this.contentType = contentType;
  }

  static BodyTemplate compile(String source, List<HeaderTemplate> headers) {
    HeaderTemplate declared =
        headers.stream()
            .filter(header -> header.name().equalsIgnoreCase(CONTENT_TYPE))
            .findFirst()
            .orElse(null);
    if (declared != null && !declared.value().isLiteral()) {
      throw new TemplateException(
          FIELD, "needs a Content-Type without a template, which says how values are escaped");
    }
    String mediaType = declared == null ? guessed(source) : declared.value().literal();
    Place place = Place.ofMediaType(mediaType);
    TextTemplate text = TextTemplate.compile(FIELD, source, place);
    byte[] literal = text.isLiteral() ? bytes(source, place == Place.JSON) : null;
    return new BodyTemplate(
        text,
        place == Place.JSON,
        literal,
        declared == null ? new Rendered.Field(CONTENT_TYPE, mediaType) : null);
  }

  /** The header to add where the action has none of its own. */
  Rendered.@Nullable Field contentType() {
    return contentType;
  }

  byte[] render(RenderContext context) {
    if (literal != null) {
      return literal;
    }
    byte[] body = bytes(text.render(context, Limits.BODY_BYTES, "bytes"), json);
    if (body.length > Limits.BODY_BYTES) {
      throw new TemplateException(FIELD, "would be longer than " + Limits.BODY_BYTES + " bytes");
    }
    return body;
  }

  private static String guessed(String source) {
    return looksLikeJson(source) ? "application/json" : "text/plain; charset=utf-8";
  }

  static boolean looksLikeJson(String source) {
    String start = source.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  private static byte[] bytes(String text, boolean json) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (json && bytes.length > 0) {
      parse(bytes);
    }
    return bytes;
  }

  /** Whatever the values were, what is sent is one JSON document. */
  private static void parse(byte[] json) {
    try (JsonParser parser = EventJson.MAPPER.createParser(json)) {
      parser.nextToken();
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new TemplateException(FIELD, "is more than one JSON value when rendered");
      }
    } catch (JacksonException malformed) {
      throw new TemplateException(FIELD, "is not valid JSON when rendered");
    }
  }
}
