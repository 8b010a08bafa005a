package io.atlas.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.event.EventJson;
import io.atlas.testing.BadInputs;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("I12: whatever a template and its input are, rendering is bounded")
class BudgetTest {

  private static final String URL = "https://api.example.com/x";
  private static final TimeLimit AMPLE = new TimeLimit(() -> 0, 1);
  private static final List<Header> PLAIN =
      List.of(new Header("Content-Type", "text/plain", false, null));

  @ParameterizedTest
  @CsvSource({
    "{{input.x}}, 400, text/plain, longer than 2097152 bytes",
    "{{input.x}}, 400, application/xml, longer than 2097152 bytes",
    "{{input.x}}, 400, application/x-www-form-urlencoded, longer than 2097152 bytes",
    "{{input.x}}, 400, application/json, longer than 2097152 bytes"
  })
  void outputEndsAtItsLimit(String tag, int times, String type, String words) {
    BadInputs.tried(getClass(), "template that grows, loops or nests", type);
    String body = type.equals("application/json") ? "\"" + tag.repeat(times) + "\"" : null;
    Rendered rendered =
        RequestTemplate.compile(
                URL,
                List.of(new Header("Content-Type", type, false, null)),
                body == null ? tag.repeat(times) : body,
                false)
            .render(input("x", "é".repeat(500_000)), "e-1", Instant.EPOCH, AMPLE);
    assertThat(rendered)
        .isInstanceOfSatisfying(
            Rendered.Failed.class,
            failed -> {
              assertThat(failed.field()).isEqualTo("body");
              assertThat(failed.message()).contains(words);
            });
  }

  @Test
  void bytesCountAndNotCharacters() {
    RequestTemplate template = plain("{{input.x}}");
    assertThat(template.render(input("x", "é".repeat(1 << 20)), "e", Instant.EPOCH, AMPLE))
        .isInstanceOf(Rendered.Request.class);
    assertThat(failure(template, input("x", "é".repeat((1 << 20) + 1))).message())
        .contains("longer than 2097152 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{#input.a}}{{#input.a}}{{#input.a}}{{#input.a}}{{#input.a}}{{/input.a}}{{/input.a}}{{/input.a}}{{/input.a}}{{/input.a}}",
        "{{#input.a}}{{#input.a}}{{#input.a}}{{#input.a}}{{input.empty}}{{/input.a}}{{/input.a}}{{/input.a}}{{/input.a}}",
        "{{#input.a}}{{#input.a}}{{#input.a}}{{#input.a}}{{.}}{{/input.a}}{{/input.a}}{{/input.a}}{{/input.a}}",
        "{{#input.a}}{{#input.a}}{{#input.a}}{{#-first}}{{/-first}}{{^-last}}{{/-last}}{{/input.a}}{{/input.a}}{{/input.a}}",
        "{{#input.a}}{{#input.a}}{{#input.a}}{{^nowhere}}{{/nowhere}}{{/input.a}}{{/input.a}}{{/input.a}}"
      })
  void loopsThatWriteNothingEndToo(String body) {
    BadInputs.tried(getClass(), "template that grows, loops or nests", body);
    ObjectNode input = EventJson.MAPPER.createObjectNode().put("empty", "");
    ArrayNode elements = input.putArray("a");
    for (int i = 0; i < 200; i++) {
      elements.add("");
    }
    assertThat(failure(plain(body), input).message()).contains("more than 100000 steps");
    assertThatThrownBy(() ->
            TextTemplate.compile("orderingKey", body).render(input, "e", Instant.EPOCH, AMPLE))
        .hasMessageContaining("more than 100000 steps");
  }

  @Test
  void theBudgetIsOneForAllPartsOfARequest() {
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    ArrayNode elements = input.putArray("a");
    for (int i = 0; i < 200; i++) {
      elements.add("");
    }
    String loop = "{{#input.a}}{{#input.a}}{{/input.a}}{{/input.a}}";
    List<Header> one = List.of(new Header("X-0", loop, false, null));
    List<Header> many =
        List.of(
            new Header("X-0", loop, false, null),
            new Header("X-1", loop, false, null),
            new Header("X-2", loop, false, null));
    assertThat(
            RequestTemplate.compile(URL, one, null, false).render(input, "e", Instant.EPOCH, AMPLE))
        .isInstanceOf(Rendered.Request.class);
    assertThat(failure(RequestTemplate.compile(URL, many, null, false), input).message())
        .contains("steps");
  }

  @Test
  void timeIsLookedAtMeanwhile() {
    AtomicLong now = new AtomicLong();
    TimeLimit looked = new TimeLimit(now::incrementAndGet, 3);
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    ArrayNode elements = input.putArray("a");
    for (int i = 0; i < 200; i++) {
      elements.add("");
    }
    Rendered rendered =
        plain("{{#input.a}}{{#input.a}}{{/input.a}}{{/input.a}}")
            .render(input, "e", Instant.EPOCH, looked);
    assertThat(rendered)
        .isInstanceOfSatisfying(
            Rendered.Failed.class, failed -> assertThat(failed.message()).contains("takes longer"));
    assertThat(now.get()).isLessThan(10);
  }

  @Test
  void sectionsNestSixteenDeepAndNotMore() {
    plain("{{#input.a}}".repeat(16) + "{{/input.a}}".repeat(16));
    assertThatThrownBy(() -> plain("{{#input.a}}".repeat(17) + "{{/input.a}}".repeat(17)))
        .hasMessageContaining("nested more than 16 deep");
    assertThatThrownBy(() -> plain("{{#input.a}}".repeat(3_000) + "{{/input.a}}".repeat(3_000)))
        .isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @CsvSource({"tags, 2001", "characters, 1", "names, 1", "unclosed, 1"})
  void textsThatAskForTooMuchAreRefused(String limit, int times) {
    BadInputs.tried(getClass(), "template that grows, loops or nests", limit);
    String source =
        switch (limit) {
          case "tags" -> "{{input.a}}".repeat(times);
          case "characters" -> "{{" + "a".repeat(513) + "}}";
          case "names" -> "{{input" + ".a".repeat(40) + "}}";
          default -> "{{".repeat(100_000);
        };
    assertThatThrownBy(() -> plain(source)).isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{a {{&input.x}}",
        "{{a {{{input.x}}}",
        "{{a {{=<% %>=}}<%& input.x %>",
        "{{a {{>p}}",
        "{{ & input.x }}",
        "{{ > p }}",
        "{{\t=<% %>=\n}}",
        "{{! {{> p}}",
        "{{input.x}{{&input.x}}",
        "{{#}}{{/}}",
        "{{}}",
        "{{ }}",
        "{{input\u0000}}",
        "{{$block}}{{/block}}",
        "{{<p}}{{/p}}",
        "{{{input.x}}}"
      })
  void noOtherTagIsHiddenInATag(String source) {
    BadInputs.tried(getClass(), "template trick", source);
    assertThatThrownBy(() -> plain(source))
        .isInstanceOfSatisfying(
            TemplateException.class, refused -> assertThat(refused.field()).isEqualTo("body"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../z?q=1",
        "..",
        ".",
        "a/../b",
        "..\\x",
        "..;/x",
        ".;x",
        "%2e%2e/x",
        "%2E%2E%2Fx",
        "%252e%252e%252fx",
        "..%5cx",
        "x\\..",
        "/..",
        "a/./b"
      })
  void aValueLeadsNowhereElse(String value) {
    BadInputs.tried(getClass(), "value that leads to another path, host or header", value);
    RequestTemplate template =
        RequestTemplate.compile(URL + "/{{input.x}}", List.of(), null, false);
    assertThat(failure(template, input("x", value)).field()).isEqualTo("url");
    RequestTemplate query = RequestTemplate.compile(URL + "?q={{input.x}}", List.of(), null, false);
    assertThat(query.render(input("x", value), "e", Instant.EPOCH, AMPLE))
        .isInstanceOf(Rendered.Request.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "1.2;v=1", "...", "a..b", "x.", ".x", "..x", "100%", "%", "a%2Fb"})
  void valuesThatOnlyLookLikeItPass(String value) {
    RequestTemplate template =
        RequestTemplate.compile(URL + "/{{input.x}}", List.of(), null, false);
    assertThat(template.render(input("x", value), "e", Instant.EPOCH, AMPLE))
        .isInstanceOf(Rendered.Request.class);
  }

  @Test
  void aValueJoinsWithItsSurroundingsOnlyWithinThePath() {
    RequestTemplate template =
        RequestTemplate.compile(URL + "/.{{input.x}}/{{input.y}}", List.of(), null, false);
    ObjectNode input = EventJson.MAPPER.createObjectNode().put("x", ".").put("y", "z");
    assertThat(failure(template, input).field()).isEqualTo("url");
  }

  @Test
  void anEmptyValueWidensNoPath() {
    RequestTemplate template =
        RequestTemplate.compile(
            URL + "/{{input.x}}?q={{input.x}}", List.of(), "{{input.x}}", false);
    Rendered.Failed failed = failure(template, input("x", ""));
    assertThat(failed.field()).isEqualTo("url");
    assertThat(failed.message()).contains("{{input.x}}").contains("empty");
    RequestTemplate query =
        RequestTemplate.compile(URL + "?q={{input.x}}", List.of(), "a{{input.x}}", false);
    assertThat(query.render(input("x", ""), "e", Instant.EPOCH, AMPLE))
        .isInstanceOf(Rendered.Request.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000001, 0.0000001",
    "1e-7, 0.0000001",
    "1E+3, 1000",
    "10.10, 10.10",
    "12345678901234567890.12, 12345678901234567890.12"
  })
  void numbersAreWrittenPlainlyOutsideJson(String number, String written) {
    JsonNode input = EventJson.MAPPER.readTree("{\"x\":" + number + "}");
    Rendered rendered =
        RequestTemplate.compile(URL + "?q={{input.x}}", List.of(), null, false)
            .render(input, "e", Instant.EPOCH, AMPLE);
    assertThat(((Rendered.Request) rendered).target()).isEqualTo("/x?q=" + written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e1001",
        "1e-1001",
        "1e999999999",
        "-1e-999999999",
        "1e400000",
        "1e2147483647",
        "-12e2147483646",
        "1e-2147483647"
      })
  void aNumberOfTooManyDigitsIsNotWrittenOut(String number) {
    JsonNode input = EventJson.MAPPER.readTree("{\"x\":" + number + "}");
    assertThat(failure(plain("{{input.x}}"), input).message())
        .contains("{{input.x}}")
        .contains("1000 digits");
  }

  @Test
  void aHostOfManyLabelsIsRefusedAndNotRecursedInto() {
    RequestTemplate template =
        RequestTemplate.compile("http://{{input.h}}/", List.of(), null, false);
    for (int labels : new int[] {200, 2_000, 20_000}) {
      assertThat(failure(template, input("h", "a.".repeat(labels) + "a")).field()).isEqualTo("url");
    }
    assertThatThrownBy(() ->
            RequestTemplate.compile("https://" + "a.".repeat(4_000) + "a/", List.of(), null, true))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void headersAreBoundedOneByOneAndTogether() {
    List<Header> headers = new java.util.ArrayList<>();
    for (int i = 0; i < 9; i++) {
      headers.add(new Header("X-" + i, "{{input.x}}", false, null));
    }
    assertThat(
            failure(
                    RequestTemplate.compile(URL, headers, null, false),
                    input("x", "y".repeat(8_000)))
                .message())
        .contains("headers longer than 65536");
    assertThat(
            failure(
                    RequestTemplate.compile(URL, headers.subList(0, 1), null, false),
                    input("x", "y".repeat(8_193)))
                .message())
        .contains("longer than 8192");
  }

  private static RequestTemplate plain(String body) {
    return RequestTemplate.compile(URL, PLAIN, body, false);
  }

  private static Rendered.Failed failure(RequestTemplate template, @Nullable JsonNode input) {
    Rendered rendered = template.render(input, "e-1", Instant.EPOCH, AMPLE);
    assertThat(rendered).isInstanceOf(Rendered.Failed.class);
    return (Rendered.Failed) rendered;
  }

  private static ObjectNode input(String name, String value) {
    return EventJson.MAPPER.createObjectNode().put(name, value);
  }
}
