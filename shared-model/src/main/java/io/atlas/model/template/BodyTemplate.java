package io.atlas.model.template;

import io.atlas.model.event.EventJson;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** A body; the action's Content-Type, or the body's look where there is none, says what it is. */
final class BodyTemplate {

  static final String FIELD = "body";
  private static final String CONTENT_TYPE = "Content-Type";

  /** Before each document of a sequence (RFC 7464); to a parser of JSON it is nothing. */
  private static final char RECORD_SEPARATOR = 0x1E;

  private final TextTemplate text;
  private final String source;
  private final String mediaType;
  private final BodyFormat format;
  private final BodyCharset charset;
  private final byte @Nullable [] literal;
  private final Rendered.@Nullable Field contentType;

  private BodyTemplate(
      TextTemplate text,
      String source,
      String mediaType,
      byte @Nullable [] literal,
      Rendered.@Nullable Field contentType) {
    this.text = text;
    this.source = source;
    this.mediaType = mediaType;
    this.format = BodyFormat.of(mediaType);
    this.charset = BodyCharset.of(mediaType);
    this.literal = literal;
    this.contentType = contentType;
  }

  static BodyTemplate compile(String written, List<HeaderTemplate> headers) {
    String source = BodyFormat.withoutMark(written);
    List<HeaderTemplate> declared =
        headers.stream().filter(header -> header.name().equalsIgnoreCase(CONTENT_TYPE)).toList();
    if (declared.size() > 1) {
      throw new TemplateException(FIELD, "needs a single Content-Type");
    }
    if (!declared.isEmpty() && !declared.getFirst().value().isLiteral()) {
      throw new TemplateException(
          FIELD, "needs a Content-Type without a template, which says how values are escaped");
    }
    String mediaType =
        declared.isEmpty() ? BodyFormat.guessed(source) : declared.getFirst().value().literal();
    BodyFormat format = BodyFormat.of(mediaType);
    BodyCharset charset = BodyCharset.of(mediaType);
    Place place = format.isJson() && charset.isUtf8() ? Place.JSON : Place.POSITION;
    TextTemplate text = TextTemplate.compile(FIELD, source, place);
    String refusal = text.isLiteral() ? null : BodyFormat.refusal(mediaType);
    if (refusal != null) {
      throw new TemplateException(FIELD, refusal);
    }
    byte[] bytes = charset.encode(source); // its own characters must all be there
    if (text.isLiteral() && BodyFormat.isStrictJson(mediaType)) {
      parse(source, false);
    }
    return new BodyTemplate(
        text,
        source,
        mediaType,
        text.isLiteral() ? bytes : null,
        declared.isEmpty() ? new Rendered.Field(CONTENT_TYPE, mediaType) : null);
  }

  /** The header to add where the action has none of its own. */
  Rendered.@Nullable Field contentType() {
    return contentType;
  }

  Charset charset() {
    return charset.charset();
  }

  /** What its author should know; null for nothing. */
  @Nullable String warning() {
    return text.isLiteral() || format != BodyFormat.OTHER
        ? null
        : "has values that are not escaped, for nothing is known of its Content-Type: one with line"
            + " breaks, quotes or other marks may end the place it stands in";
  }

  byte[] render(RenderContext context) {
    if (literal != null) {
      return literal;
    }
    boolean followed = !(format.isJson() && charset.isUtf8());
    Position position = followed ? charset.within(format.position(mediaType, source)) : null;
    String rendered = text.render(context, Limits.BODY_BYTES, "bytes", position);
    byte[] body = charset.encode(rendered);
    if (format.isJson() && body.length > 0) {
      if (charset.isUtf8() && format == BodyFormat.JSON) {
        parse(body);
      } else {
        parse(rendered, format == BodyFormat.JSON_SEQUENCE);
      }
    }
    if (body.length > Limits.BODY_BYTES) {
      throw new TemplateException(FIELD, "would be longer than " + Limits.BODY_BYTES + " bytes");
    }
    return body;
  }

  private static void parse(String json, boolean sequence) {
    if (sequence) {
      try (JsonParser parser = EventJson.MAPPER.createParser(json.replace(RECORD_SEPARATOR, ' '))) {
        while (parser.nextToken() != null) {
          parser.skipChildren();
        }
      } catch (JacksonException malformed) {
        throw malformed();
      }
    } else if (!json.isEmpty()) {
      parse(json.getBytes(StandardCharsets.UTF_8));
    }
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
      throw malformed();
    }
  }

  private static TemplateException malformed() {
    return new TemplateException(FIELD, "is not valid JSON when rendered");
  }
}
