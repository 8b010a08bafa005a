package io.atlas.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import io.atlas.model.seal.Origin;
import io.atlas.testing.BadInputs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RequestTemplateTest {

  private static final Instant FIRED = Instant.parse("2026-11-24T12:00:00Z");
  private static final TimeLimit TIME = new TimeLimit(() -> 0, 1);
  private static final String URL = "https://api.example.com/orders";

  @Test
  void rendersAllParts() {
    RequestTemplate template =
        RequestTemplate.compile(
            "https://api.example.com/orders/{{input.id}}?q={{input.query}}",
            List.of(header("X-Trace", "run {{execution.id}} at {{execution.firedAt}}")),
            "{\"name\": \"{{input.name}}\", \"count\": {{input.count}}}",
            true);

    Rendered.Request request =
        rendered(template, "{'id':'a/b c','query':'x&y=ü','name':'Zoë \\\"Z\\\"\\n','count':3}");

    assertThat(request.url())
        .isEqualTo("https://api.example.com/orders/a%2Fb%20c?q=x%26y%3D%C3%BC");
    assertThat(request.target()).isEqualTo("/orders/a%2Fb%20c?q=x%26y%3D%C3%BC");
    assertThat(request.origin()).isEqualTo(Origin.of(URL));
    assertThat(request.headers())
        .containsExactly(
            new Rendered.Field("X-Trace", "run e-1 at 2026-11-24T12:00:00Z"),
            new Rendered.Field("Content-Type", "application/json"));
    assertThat(text(request)).isEqualTo("{\"name\": \"Zoë \\\"Z\\\"\\n\", \"count\": 3}");
  }

  @Test
  void inputAloneIsTheWholeInputAsJson() {
    assertThat(body("{{input}}", "{'a':[1,'x'],'b':null}"))
        .isEqualTo("{\"a\":[1,\"x\"],\"b\":null}");
    assertThat(body("{\"event\": {{input}} }", "null")).isEqualTo("{\"event\": null }");
    assertThat(body("{\"event\":\"{{input}}\"}", "{'a':'q'}"))
        .isEqualTo("{\"event\":\"{\\\"a\\\":\\\"q\\\"}\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'n':'1, 2'}", "{'n':[\"',1,'\"]}", "{'n':'\\\",\\\"admin\\\":true,\\\"'}"})
  void aValueStaysOneValueInJson(String input) {
    JsonNode outside = json(body("{\"list\":[{{input.n}}]}", input));
    assertThat(outside.get("list").size()).isEqualTo(1);
    JsonNode inside = json(body("{\"list\":[\"{{input.n}}\"]}", input));
    assertThat(inside.get("list").size()).isEqualTo(1);
    assertThat(inside.propertyNames()).containsExactly("list");
  }

  @Test
  void slacksThreeCharactersAreEscapedWhereATextAsksForIt() {
    String input = "{'v':'<!here> & \\\\','n':7,'t':true,'o':{'a':'<b>'},'v|slack':'<!here>'}";
    assertThat(body("{\"text\":\"{{input.v | slack}} {{input.n|slack}}\"}", input))
        .isEqualTo("{\"text\":\"&lt;!here&gt; &amp; \\\\ 7\"}");
    assertThat(body("{\"text\":{{input.v | slack}},\"t\":{{ input.t |slack }}}", input))
        .isEqualTo("{\"text\":\"&lt;!here&gt; &amp; \\\\\",\"t\":true}");
    assertThat(body("{\"text\":{{input.o | slack}}}", input))
        .isEqualTo("{\"text\":\"{\\\"a\\\":\\\"&lt;b&gt;\\\"}\"}");
    assertThat(body("[{{#input.o}}{{a | slack}}{{/input.o}}]", input)).isEqualTo("[\"&lt;b&gt;\"]");
    assertThat(rendered(template(URL + "?q={{input.v | slack}}", null), input).url())
        .endsWith("?q=%26lt%3B%21here%26gt%3B%20%26amp%3B%20%5C");
    assertThat(Variable.in("{\"text\":\"{{input.v | slack}}\"}"))
        .containsExactly(new Variable("input.v", Variable.Use.VALUE, false));
    // A name with a bar, as before; a filter that is none is a name that nothing has.
    assertThat(body("[{{input.a|b}}]", "{'a|b':5}")).isEqualTo("[5]");
    assertThatThrownBy(() -> template(URL, "[{{#input.v | slack}}1{{/input.v | slack}}]"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("has a filter in the section");
  }

  @Test
  void sectionsGiveDefaultsAndRepeat() {
    String template =
        "{\"to\":\"{{input.to}}{{^input.to}}nobody{{/input.to}}\"}"
            .replace("{{input.to}}{{^", "{{#input.to}}{{input.to}}{{/input.to}}{{^");
    assertThat(body(template, "{}")).isEqualTo("{\"to\":\"nobody\"}");
    assertThat(body(template, "{'to':''}")).isEqualTo("{\"to\":\"nobody\"}");
    assertThat(body(template, "{'to':'me'}")).isEqualTo("{\"to\":\"me\"}");
    String list = "[{{#input.items}}{\"sku\":{{sku}}}{{^-last}},{{/-last}}{{/input.items}}]";
    assertThat(body(list, "{'items':[{'sku':'a'},{'sku':7}]}"))
        .isEqualTo("[{\"sku\":\"a\"},{\"sku\":7}]");
  }

  @Test
  void theFirstNameOfAPathDecidesWhereTheRestIsLookedFor() {
    String template =
        "{\"id\":\"{{#input.order}}{{customer.id}}{{^customer.id}}none{{/customer.id}}"
            .concat("{{/input.order}}\"}")
            .replace("{{customer.id}}{{^", "{{#customer.id}}{{customer.id}}{{/customer.id}}{{^");
    String customer = "{'customer':{'id':'outer'},'order':{'customer':%s}}";
    assertThat(body(template, customer.formatted("{'id':'inner'}")))
        .isEqualTo("{\"id\":\"inner\"}");
    assertThat(body(template, customer.formatted("{}"))).isEqualTo("{\"id\":\"none\"}");
    String outer = "{\"id\":\"{{#input.order}}{{input.customer.id}}{{/input.order}}\"}";
    assertThat(body(outer, customer.formatted("{}"))).isEqualTo("{\"id\":\"outer\"}");
    assertThat(body("[{{#input.order}}{{a.b}}{{/input.order}}]", "{'order':{'a.b':5}}"))
        .isEqualTo("[5]");
    assertThat(body("[{{input.a.1.b}}]", "{'a':[0,{'b':5}]}")).isEqualTo("[5]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"{{input.order.id}}"} | {}                    | input.order.id
          {"a":"{{input.order.id}}"} | {'order':{}}          | input.order.id
          {"a":"{{input.order.id}}"} | {'order':{'id':null}} | input.order.id
          {"a":"{{input.order.id}}"} | null                  | input.order.id
          {"a":"{{nowhere}}"}        | {}                    | nowhere
          """)
  void aMissingVariableIsAFailureThatNamesIt(String body, String input, String variable) {
    Rendered result =
        template(URL, body).render(json(input.replace('\'', '"')), "e-1", FIRED, TIME);
    assertThat(result)
        .isInstanceOfSatisfying(
            Rendered.Failed.class,
            failed -> {
              assertThat(failed.field()).isEqualTo("body");
              assertThat(failed.message()).contains("{{" + variable + "}}");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"{{{input.x}}}\"}",
        "{\"a\":\"{{&input.x}}\"}",
        "{{> partial}}",
        "{{=<% %>=}}",
        "{{<parent}}{{/parent}}",
        "{\"a\":\"\\{{input.x}}\"}",
        "{\"a\":\"{{#input.x}}\"{{/input.x}}}",
        "{\"a\":{{input.x}",
        "{\"a\":{{}}}",
        "{{#input.x}}",
        "{\"literal\": nonsense}"
      })
  void refusesWhatTemplatesMayNotDo(String body) {
    BadInputs.tried(getClass(), "template trick", body);
    assertThatThrownBy(() -> template(URL, body))
        .isInstanceOfSatisfying(
            TemplateException.class, refused -> assertThat(refused.field()).isEqualTo("body"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "."})
  void refusesDotSegments(String id) {
    BadInputs.tried(getClass(), "value that leads to another path, host or header", id);
    Rendered result =
        template("https://api.example.com/a/{{input.id}}/b", null)
            .render(json("{\"id\":\"" + id + "\"}"), "e-1", FIRED, TIME);
    assertThat(result).isInstanceOf(Rendered.Failed.class);
    assertThatThrownBy(() -> template("https://api.example.com/a/%2E" + id + "/b/%2e%2E", null))
        .isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://{{input.host}}/x",
        "https://api.example.com{{input.x}}/",
        "https://api.example.com:{{input.port}}/",
        "{{input.url}}"
      })
  void aSecretNeedsALiteralOrigin(String url) {
    BadInputs.tried(getClass(), "value that leads to another path, host or header", url);
    assertThatThrownBy(() -> RequestTemplate.compile(url, List.of(), null, true))
        .hasMessageContaining("literal scheme, host and port");
    assertThat(RequestTemplate.compile(url, List.of(), null, false).literalOrigin()).isNull();
  }

  @Test
  void aRenderedHostIsCheckedLikeALiteralOne() {
    RequestTemplate template =
        RequestTemplate.compile("https://{{input.host}}/x?y", List.of(), null, false);
    Rendered.Request request = rendered(template, "{'host':'b.example.com'}");
    assertThat(request.origin()).isEqualTo(Origin.of("https://b.example.com"));
    assertThat(request.target()).isEqualTo("/x?y");
    assertThat(template.render(json("{\"host\":\"u@evil\"}"), "e-1", FIRED, TIME))
        .isInstanceOf(Rendered.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://x/",
        "https://u:p@x.example.com/",
        "https://x.example.com/#f",
        "nonsense",
        "https://x.example.com/a b"
      })
  void refusesUrlsThatAreNone(String url) {
    BadInputs.tried(getClass(), "value that leads to another path, host or header", url);
    assertThatThrownBy(() -> template(url, null))
        .isInstanceOfSatisfying(
            TemplateException.class, refused -> assertThat(refused.field()).isEqualTo("url"));
  }

  @Test
  void refusesWhatWouldBreakAHeader() {
    RequestTemplate template =
        RequestTemplate.compile(URL, List.of(header("X-A", "{{input.a}}")), null, false);
    assertThat(template.render(json("{\"a\":\"x\\r\\nX-B: 1\"}"), "e-1", FIRED, TIME))
        .isInstanceOfSatisfying(
            Rendered.Failed.class,
            failed -> {
              assertThat(failed.field()).isEqualTo("headers[0].value");
              assertThat(failed.message()).doesNotContain("X-B");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Connection",
        "Idempotency-Key",
        "X A",
        "X-{{a}}",
        ""
      })
  void refusesReservedAndMalformedHeaderNames(String name) {
    BadInputs.tried(getClass(), "value that leads to another path, host or header", name);
    assertThatThrownBy(() -> RequestTemplate.compile(URL, List.of(header(name, "v")), null, false))
        .isInstanceOfSatisfying(
            TemplateException.class,
            refused -> assertThat(refused.field()).isEqualTo("headers[0].name"));
  }

  @Test
  void escapesForTheDeclaredMediaType() {
    assertThat(typed("application/x-www-form-urlencoded", "a={{input.v}}"))
        .isEqualTo("a=1%26b%3D2");
    assertThat(typed("text/plain", "{{input.v}}")).isEqualTo("1&b=2");
    assertThat(typed("application/xml; charset=utf-8", "<a>{{input.v}}</a>"))
        .isEqualTo("<a>1&amp;b=2</a>");
    assertThat(typed("application/vnd.x+json", "\"{{input.v}}\"")).isEqualTo("\"1&b=2\"");
  }

  private static String typed(String mediaType, String body) {
    return text(
        rendered(
            RequestTemplate.compile(URL, List.of(header("content-type", mediaType)), body, false),
            "{'v':'1&b=2'}"));
  }

  private static String body(String template, String input) {
    return text(rendered(template(URL, template), input));
  }

  private static RequestTemplate template(String url, @Nullable String body) {
    return RequestTemplate.compile(url, List.of(), body, false);
  }

  private static Rendered.Request rendered(RequestTemplate template, String input) {
    Rendered rendered = template.render(json(input.replace('\'', '"')), "e-1", FIRED, TIME);
    assertThat(rendered).isInstanceOf(Rendered.Request.class);
    return (Rendered.Request) rendered;
  }

  private static String text(Rendered.Request request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  private static ActionDefinition.Header header(String name, String value) {
    return new ActionDefinition.Header(name, value, false, null);
  }

  private static JsonNode json(String text) {
    return EventJson.MAPPER.readTree(text);
  }
}
