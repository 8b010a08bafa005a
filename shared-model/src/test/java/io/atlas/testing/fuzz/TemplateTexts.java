package io.atlas.testing.fuzz;

import java.util.List;

/** Mustache templates from their grammar, and what looks like them. */
public final class TemplateTexts {

  private static final int LIKELY_DEPTH = 4;

  private static final List<String> ODD =
      List.of(
          "{{&input.x}}",
          "{{{input.x}}}",
          "{{a {{&input.x}}",
          "{{>partial}}",
          "{{a {{>p}}",
          "{{=<% %>=}}",
          "{{=| |=}}",
          "{{}}",
          "{{ }}",
          "{{.}}",
          "{{this}}",
          "{{-first}}",
          "{{-index}}",
          "{{input}}",
          "{{input..x}}",
          "{{.input.x}}",
          "{{input.x.}}",
          "{{#}}{{/}}",
          "{{/input.x}}",
          "{{#input.x}}",
          "{{^input.x}}",
          "{{",
          "}}",
          "{{{",
          "}}}",
          "{{!",
          "{{! }",
          "{{input.x",
          "{{\ninput.x\n}}",
          "{{ # input.x }}",
          "{{input.x}",
          "{ {input.x}}");

  private TemplateTexts() {}

  private static final Grammar<String> NAMES =
      Grammar.weighted(
              6,
              Grammar.of(
                  "input.x",
                  "input.a",
                  "input.a.b",
                  "input.list",
                  "input",
                  "x",
                  "b",
                  ".",
                  "execution.id",
                  "firedAt",
                  "input.list.0",
                  "input.missing"))
          .or(1, HostileText.words().map(word -> "input." + word))
          .or(
              1,
              Grammar.times(
                  Grammar.of(2, 31, 32, 33, 1_000), times -> "input" + ".a".repeat(times)));

  private static final Grammar<String> LEAF =
      Grammar.weighted(5, NAMES.map(TemplateTexts::tag))
          .or(3, HostileText.runs())
          .or(1, HostileText.runs().map(text -> tag("!" + text)))
          .or(1, HostileText.runs().map(TemplateTexts::tag))
          .or(2, Grammar.of(ODD))
          .or(1, repeated());

  /** Any template, changed in some places or not. */
  public static Grammar<String> texts() {
    return HostileText.mutated(templates(LIKELY_DEPTH));
  }

  /** A text that is likely JSON where it is rendered. */
  public static Grammar<String> json() {
    Grammar<String> values =
        Grammar.oneOf(
            NAMES.map(name -> '"' + tag(name) + '"'),
            NAMES.map(TemplateTexts::tag),
            templates(2).map(text -> '"' + text + '"'),
            JsonTexts.values());
    return HostileText.mutated(
        values.map(value -> "\"f\":" + value).joined(1, 5, ",").map(text -> "{" + text + "}"));
  }

  private static String tag(String content) {
    return "{{" + content + "}}";
  }

  private static Grammar<String> templates(int depth) {
    return part(depth).joined(0, 5, "");
  }

  private static Grammar<String> part(int depth) {
    if (depth == 0) {
      return LEAF;
    }
    Grammar<String> inner = templates(depth - 1);
    Grammar<String> section =
        random -> {
          String name = NAMES.make(random);
          String sigil = random.nextInt(3) < 2 ? "#" : "^";
          return tag(sigil + name) + inner.make(random) + tag("/" + name);
        };
    return Grammar.weighted(3, LEAF).or(1, section);
  }

  /** One tag many times over, or sections within sections. */
  private static Grammar<String> repeated() {
    return random -> {
      String name = NAMES.make(random);
      int times = Grammar.of(2, 5, 16, 17, 400, 2_000, 2_001, 3_000).make(random);
      return switch (random.nextInt(3)) {
        case 0 -> tag(name).repeat(times);
        case 1 -> tag("#" + name).repeat(times) + tag("/" + name).repeat(times);
        default -> tag("#" + name).repeat(5) + "{{x}}" + tag("/" + name).repeat(5);
      };
    };
  }
}
