package io.atlas.model.template;

import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One compiled text: a URL, a header's value, a body or an ordering key. Thread-safe. */
public final class TextTemplate {

  private final String field;
  private final String literal;
  private final @Nullable Template template;

  private TextTemplate(String field, String literal, @Nullable Template template) {
    this.field = field;
    this.literal = literal;
    this.template = template;
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
      return new TextTemplate(field, source, null);
    }
    try {
      return new TextTemplate(field, source, place.compiler().compile(scanned.text()));
    } catch (MustacheException malformed) {
      throw new TemplateException(field, "is not a valid template: " + malformed.getMessage());
    }
  }

  /**
   * @throws TemplateException where a variable is missing, or cannot stand where it is used
   */
  public String render(@Nullable JsonNode input, String executionId, Instant firedAt) {
    return render(RenderContext.of(input, executionId, firedAt));
  }

  String render(RenderContext context) {
    if (template == null) {
      return literal;
    }
    try {
      return template.execute(context);
    } catch (MustacheException.Context missing) {
      throw new TemplateException(
          field, "the variable {{" + missing.key + "}} is missing from the event's input");
    } catch (Place.Unfit unfit) {
      throw new TemplateException(field, "a value " + unfit.getMessage());
    } catch (MustacheException failed) {
      throw new TemplateException(field, "cannot be rendered with this input");
    }
  }

  boolean isLiteral() {
    return template == null;
  }

  /** The source, which is the text itself where {@link #isLiteral}. */
  String literal() {
    return literal;
  }
}
