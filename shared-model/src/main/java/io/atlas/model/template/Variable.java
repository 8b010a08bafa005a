package io.atlas.model.template;

import java.util.List;

/**
 * A variable where a template uses it.
 *
 * @param name such as {@code input.order.id}
 * @param jsonValue whether it stands for a JSON value, and not for a part of a text
 */
public record Variable(String name, Use use, boolean jsonValue) {

  /** A section is rendered where the variable is there; an inverted one, a default, where not. */
  public enum Use {
    VALUE,
    SECTION,
    INVERTED
  }

  /**
   * The variables of a text, in order; none where it is no template.
   *
   * @param source of at most {@link Limits#TAGS} tags; looked at once, from left to right
   */
  public static List<Variable> in(String source) {
    try {
      boolean json = BodyFormat.looksLikeJson(source) && !source.stripLeading().startsWith("{{");
      return TagScanner.scan("template", source, json).variables();
    } catch (TemplateException malformed) {
      return List.of();
    }
  }
}
