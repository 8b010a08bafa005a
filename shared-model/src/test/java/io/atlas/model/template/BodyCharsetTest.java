package io.atlas.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a body is taken for, and in which bytes it goes out. */
class BodyCharsetTest {

  @Test
  void withoutAContentTypeTheLookDecides() {
    assertThat(contentType("{\"a\":1}")).isEqualTo("application/json");
    assertThat(contentType("\uFEFF [1]")).isEqualTo("application/json");
    assertThat(contentType("<order>{{input.v}}</order>")).startsWith("application/xml");
    assertThat(contentType("<!DOCTYPE HTML><p>")).startsWith("text/html");
    assertThat(contentType("hello {{input.v}}")).startsWith("text/plain");
    assertThat(text(null, "<a>{{input.v}}</a>", "<b>")).isEqualTo("<a>&lt;b&gt;</a>");
    assertThat(text("application/json", "\uFEFF{\"a\":1}", "")).isEqualTo("{\"a\":1}");
  }

  @Test
  void aContentTypeIsSaidOnceAndInTheOpen() {
    assertThatThrownBy(() ->
            RequestTemplate.compile(
                "https://x.example/",
                List.of(header("Content-Type", "text/plain"), header("content-type", "text/xml")),
                "{{input.v}}",
                false))
        .hasMessageContaining("single Content-Type");
    assertThatThrownBy(() -> compiled("application/{{input.t}}", "{{input.v}}"))
        .hasMessageContaining("without a template");
  }

  @Test
  void bytesAreInTheDeclaredCharset() {
    assertThat(bytes("text/plain; charset=ISO-8859-1", "ü {{input.v}}", "é"))
        .isEqualTo("ü é".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(bytes("application/xml;charset=\"windows-1252\"", "<a>{{input.v}}</a>", "€ ж"))
        .isEqualTo("<a>€ &#1078;</a>".getBytes(Charset.forName("windows-1252")));
    assertThat(
            bytes("application/json; charset=us-ascii", "{\"a\":\"{{input.v}}\"}", "é\uD83D\uDE00"))
        .isEqualTo("{\"a\":\"\\u00E9\\uD83D\\uDE00\"}".getBytes(StandardCharsets.US_ASCII));
    assertThat(bytes("application/x-www-form-urlencoded; charset=latin1", "a={{input.v}}", "é"))
        .isEqualTo("a=%E9".getBytes(StandardCharsets.US_ASCII));
    assertThat(bytes("text/plain; Charset=UTF-16BE", "{{input.v}}", "ж"))
        .isEqualTo("ж".getBytes(StandardCharsets.UTF_16BE));
    assertThat(refusal("text/csv; charset=ISO-8859-1", "{{input.v}}", "ж"))
        .contains("{{input.v}}")
        .contains("ISO-8859-1");
    assertThatThrownBy(() -> compiled("text/plain; charset=latin1", "ж"))
        .hasMessageContaining("ISO-8859-1");
    assertThatThrownBy(() -> compiled("text/plain; charset=klingon", "x"))
        .hasMessageContaining("unknown charset");
  }

  @Test
  void halvesOfPairsAreEscapedInJsonAndReplacedElsewhere() {
    String half = "ab\uD83D";
    assertThat(text("application/json", "{\"a\":\"{{input.v}}\",\"b\":{{input}}}", half))
        .isEqualTo("{\"a\":\"ab\\uD83D\",\"b\":{\"v\":\"ab\\uD83D\"}}");
    assertThat(text("text/xml", "<a>{{input.v}}</a>", half)).isEqualTo("<a>ab\uFFFD</a>");
    assertThat(text("text/plain", "{{input.v}}", half)).isEqualTo("ab\uFFFD");
    assertThat(text("application/yaml", "a: \"{{input.v}}\"", half)).isEqualTo("a: \"ab\uFFFD\"");
    assertThat(text("application/x-www-form-urlencoded", "a={{input.v}}", "\uDE00\uD83D"))
        .isEqualTo("a=%EF%BF%BD%EF%BF%BD");
    assertThat(text("text/plain", "{{input.v}}", "\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
  }

  private static String contentType(String body) {
    return rendered(null, body, "").headers().getFirst().value();
  }

  private static String text(@Nullable String type, String body, String value) {
    Rendered.Request request = rendered(type, body, value);
    return new String(request.body(), request.charset());
  }

  private static byte[] bytes(String type, String body, String value) {
    return rendered(type, body, value).body();
  }

  private static String refusal(String type, String body, String value) {
    Rendered rendered = render(type, body, value);
    assertThat(rendered).isInstanceOf(Rendered.Failed.class);
    return ((Rendered.Failed) rendered).message();
  }

  private static Rendered.Request rendered(@Nullable String type, String body, String value) {
    Rendered rendered = render(type, body, value);
    assertThat(rendered).isInstanceOf(Rendered.Request.class);
    return (Rendered.Request) rendered;
  }

  private static Rendered render(@Nullable String type, String body, String value) {
    return compiled(type, body)
        .render(
            EventJson.MAPPER.createObjectNode().put("v", value),
            "e-1",
            Instant.EPOCH,
            new TimeLimit(() -> 0, 1));
  }

  private static RequestTemplate compiled(@Nullable String type, String body) {
    return RequestTemplate.compile(
        "https://api.example.com/",
        type == null ? List.of() : List.of(header("Content-Type", type)),
        body,
        false);
  }

  private static ActionDefinition.Header header(String name, String value) {
    return new ActionDefinition.Header(name, value, false, null);
  }
}
