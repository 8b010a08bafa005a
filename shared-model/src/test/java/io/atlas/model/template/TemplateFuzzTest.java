package io.atlas.model.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import io.atlas.testing.fuzz.TemplateTexts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("I12: any template with any input")
class TemplateFuzzTest {

  private static final Duration TIME = Duration.ofSeconds(10);

  /** Bodies of 2 MiB, as characters, as bytes, and escaped; an input of 1 MiB as a tree. */
  private static final long MOST_BYTES = 128 << 20;

  record Try(String url, String type, String header, String body, String input) {}

  @Test
  void isRefusedOrRenderedWithinBounds() {
    Fuzz.of("template", tries())
        .declaring(TemplateException.class)
        .allocating(MOST_BYTES)
        .replaying(
            TemplateFuzzTest.class,
            kept ->
                new Try(
                    KeptInputs.text(kept.path("url")),
                    "text/plain",
                    KeptInputs.text(kept.path("header")),
                    KeptInputs.text(kept.path("body")),
                    KeptInputs.text(kept.path("input"))))
        .run(TemplateFuzzTest::compileAndRender);
  }

  private static void compileAndRender(Try tried) {
    List<Header> headers =
        List.of(
            new Header("Content-Type", tried.type(), false, null),
            new Header("X-Value", tried.header(), false, null));
    Variable.in(tried.body());
    RequestTemplate template = RequestTemplate.compile(tried.url(), headers, tried.body(), false);
    JsonNode input = JsonTexts.tree(tried.input());
    Rendered rendered =
        template.render(input, "execution", Instant.EPOCH, TimeLimit.of(TIME, System::nanoTime));
    switch (rendered) {
      case Rendered.Failed(String field, String message) -> {
        assertThat(field).isNotEmpty();
        assertThat(message.length()).isLessThan(2_000);
      }
      case Rendered.Request request -> {
        assertThat(request.url().length()).isLessThanOrEqualTo(Limits.URL_CHARACTERS);
        assertThat(request.target()).matches("[!-~]++");
        for (Rendered.Field field : request.headers()) {
          assertThat(field.value()).matches(TemplateFuzzTest::isVisible, "visible");
        }
        byte[] body = request.body();
        assertThat(body == null ? 0 : body.length).isLessThanOrEqualTo(Limits.BODY_BYTES);
      }
    }
    TextTemplate.compile("orderingKey", tried.header())
        .render(input, "execution", Instant.EPOCH, TimeLimit.of(TIME, System::nanoTime));
  }

  private static boolean isVisible(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F));
  }

  private static Grammar<Try> tries() {
    Grammar<String> urls = urls();
    Grammar<String> types =
        Grammar.of(
            "text/plain",
            "application/json",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "");
    Grammar<String> texts = TemplateTexts.texts();
    Grammar<String> bodies = Grammar.oneOf(texts, TemplateTexts.json());
    Grammar<String> inputs = inputs();
    return random ->
        new Try(
            urls.make(random),
            types.make(random),
            texts.make(random),
            bodies.make(random),
            inputs.make(random));
  }

  private static Grammar<String> urls() {
    return Grammar.weighted(3, Grammar.just("https://api.example.com/x"))
        .or(3, TemplateTexts.texts().map(text -> "https://api.example.com/" + text))
        .or(2, TemplateTexts.texts().map(text -> "http://" + text + "/"))
        .or(1, Grammar.just("http://{{input.x}}/"))
        .or(1, HostileText.texts());
  }

  private static Grammar<String> inputs() {
    Grammar<String> lists =
        Grammar.times(
            Grammar.numbers(0, 300),
            size -> "[" + "1,".repeat(size) + "{\"x\":[1,2],\"b\":\"c\"}]");
    Grammar<String> values = JsonTexts.values();
    return Grammar.oneOf(
        JsonTexts.mutatedValues(),
        random -> {
          String a = values.make(random);
          return "{\"x\":%s,\"list\":%s,\"a\":{\"b\":%s,\"a\":%s}}"
              .formatted(values.make(random), lists.make(random), a, a);
        });
  }
}
