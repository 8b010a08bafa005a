package io.atlas.model.template;

import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One compiled text: a URL, a header's value, a body or an ordering key. Thread-safe. */
public final class TextTemplate {

  private static final int ROOM_FOR_VALUES = 64;

  private final String field;
  private final String literal;
  private final @Nullable Template template;
  private final boolean url;

  private TextTemplate(String field, String literal, @Nullable Template template, boolean url) {
    this.field = field;
    this.literal = literal;
    this.template = template;
    this.url = url;
  }

  /**
   * A text that is written as it is, such as an ordering key.
   *
   * @param field names the text in error messages
   * @throws TemplateException where the template is malformed
   */
  public static TextTemplate compile(String field, String source) {
    return compile(field, source, Place.PLAIN);
  }

  static TextTemplate compile(String field, String source, Place place) {
    TagScanner.Scanned scanned = TagScanner.scan(field, source, place == Place.JSON);
    if (!scanned.hasTags()) {
      return new TextTemplate(field, source, null, place == Place.URL);
    }
    try {
      Template compiled = place.compiler().compile(scanned.text());
      return new TextTemplate(field, source, compiled, place == Place.URL);
    } catch (MustacheException malformed) {
      throw new TemplateException(field, "is not a valid template: " + malformed.getMessage());
    }
  }

  /**
   * @throws TemplateException where a variable is missing or cannot stand where it is used, or
   *     where a limit is reached
   */
  public String render(
      @Nullable JsonNode input, String executionId, Instant firedAt, TimeLimit time) {
    RenderContext context = RenderContext.of(input, executionId, firedAt);
    return RenderingBudget.within(
        time, () -> render(context, Limits.TEXT_CHARACTERS, "characters"));
  }

  /** Within a {@link RenderingBudget}. */
  String render(RenderContext context, int limit, String unit) {
    return render(context, limit, unit, null);
  }

  /**
   * @param position follows what is written, where the place is one that needs it
   */
  String render(RenderContext context, int limit, String unit, @Nullable Position position) {
    if (template == null) {
      return literal;
    }
    try {
      Output output = new Output(limit, unit, literal.length() + ROOM_FOR_VALUES, url, position);
      template.execute(context, output);
      RenderingBudget.current().checkTime();
      return output.toString();
    } catch (RenderingBudget.Exceeded exceeded) {
      throw new TemplateException(field, exceeded.text());
    } catch (Place.Unfit unfit) {
      throw new TemplateException(
          field,
          "the variable {{" + RenderingBudget.current().variable() + "}} " + unfit.getMessage());
    } catch (MustacheException failed) {
      throw failure(failed);
    }
  }

  /** Mustache wraps what is thrown while a variable is looked up. */
  private TemplateException failure(MustacheException failed) {
    if (failed.getCause() instanceof RenderingBudget.Exceeded exceeded) {
      return new TemplateException(field, exceeded.text());
    }
    return failed instanceof MustacheException.Context missing
        ? new TemplateException(
            field, "the variable {{" + missing.key + "}} is missing from the event's input")
        : new TemplateException(field, "cannot be rendered with this input");
  }

  String field() {
    return field;
  }

  boolean isLiteral() {
    return template == null;
  }

  /** The source, which is the text itself where {@link #isLiteral}. */
  String literal() {
    return literal;
  }
}
