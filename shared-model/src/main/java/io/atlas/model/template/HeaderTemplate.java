package io.atlas.model.template;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.text.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A header with a literal name and a template as its value. */
record HeaderTemplate(String name, TextTemplate value) {

  /** What only the client may set: framing, and what the executor itself promises. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "idempotency-key",
          "expect",
          "te",
          "trailer",
          "upgrade");

  /** Secret headers are checked by name only: their values are not here. */
  static List<HeaderTemplate> compile(List<ActionDefinition.Header> headers) {
    List<HeaderTemplate> compiled = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      ActionDefinition.Header header = headers.get(i);
      String field = "headers[" + i + "]";
      checkName(field + ".name", header.name());
      if (header.secret()) {
        if (header.name().equalsIgnoreCase("Content-Type")) {
          throw new TemplateException(
              field + ".name", "must not be secret: Content-Type says how the body is escaped");
        }
        continue;
      }
      String value = header.value() == null ? "" : header.value();
      if (!Place.visible(value)) {
        throw new TemplateException(
            field + ".value", "holds characters that a header cannot carry");
      }
      compiled.add(
          new HeaderTemplate(
              header.name(), TextTemplate.compile(field + ".value", value, Place.HEADER)));
    }
    return List.copyOf(compiled);
  }

  Rendered.Field render(RenderContext context) {
    String text = value.render(context, Limits.HEADER_CHARACTERS, "characters");
    if (!Place.visible(text)) {
      // Values are looked at as they are written; this is a second wall (RFC 9110 section 5.5).
      throw new TemplateException(value.field(), "holds characters that a header cannot carry");
    }
    try {
      RenderingBudget.current().addHeader(text.length());
    } catch (RenderingBudget.Exceeded exceeded) {
      throw new TemplateException(value.field(), exceeded.text());
    }
    return new Rendered.Field(name, text);
  }

  private static void checkName(String field, String name) {
    if (name == null || name.isEmpty() || !name.chars().allMatch(HeaderTemplate::tokenCharacter)) {
      throw new TemplateException(
          field, "must be a header name of letters, digits and hyphens, without a template");
    }
    if (RESERVED.contains(LowerCase.ascii(name))) {
      throw new TemplateException(field, "must not be " + name + ", which is set by itself");
    }
  }

  /** RFC 9110 section 5.6.2. */
  private static boolean tokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
