package io.atlas.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** No value ends the place that it stands in, whatever the body's media type. */
class BodyFormatTest {

  private static final String NASTY = "a\"}\n{\"delete\":{}}\r\n<b>&'`,;\t|{{x}}--\\ # : %41";

  @ParameterizedTest
  @CsvSource({
    "application/json, JSON",
    "APPLICATION/JSON ; Charset=UTF-8, JSON",
    "text/json, JSON",
    "application/vnd.api+json, JSON",
    "application/x-amz-json-1.1, JSON",
    "application/vnd.elasticsearch+json;compatible-with=9, JSON",
    "application/json5, JSON",
    "application/csp-report, JSON",
    "application/x-ndjson, JSON_SEQUENCE",
    "application/vnd.elasticsearch+x-ndjson; compatible-with=9, JSON_SEQUENCE",
    "application/jsonl, JSON_SEQUENCE",
    "application/json-lines, JSON_SEQUENCE",
    "application/json-seq, JSON_SEQUENCE",
    "application/stream+json, JSON_SEQUENCE",
    "text/xml, XML",
    "application/soap+xml; action=\"a;b\", XML",
    "image/svg+xml, XML",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document, OTHER",
    "text/html, HTML",
    "application/xhtml+xml, HTML",
    "application/x-www-form-urlencoded, FORM",
    "text/csv; header=present, CSV",
    "text/tab-separated-values, TSV",
    "application/yaml, YAML",
    "text/x-yaml, YAML",
    "application/vnd.oai.openapi+yaml, YAML",
    "application/graphql, GRAPHQL",
    "application/graphql-response+json, JSON",
    "Text/JavaScript, JAVASCRIPT",
    "multipart/form-data; boundary=x, MULTIPART",
    "text/plain, TEXT",
    "text/markdown, OTHER",
    "application/sql, OTHER",
    "application/octet-stream, OTHER",
    "json, JSON",
    "nonsense, OTHER"
  })
  void theTable(String contentType, BodyFormat format) {
    assertThat(BodyFormat.of(contentType)).isEqualTo(format);
  }

  @Test
  void jsonLikeTypesTakeNoSecondCommand() {
    String line = "{\"msg\":\"{{input.v}}\"}";
    for (String type :
        List.of(
            "application/x-ndjson",
            "application/jsonl",
            "application/x-amz-json-1.1",
            "application/vnd.elasticsearch+x-ndjson",
            "text/json")) {
      String body = text(type, line, NASTY);
      assertThat(body.lines()).as(type).hasSize(1);
      assertThat(EventJson.MAPPER.readTree(body).get("msg").stringValue()).isEqualTo(NASTY);
    }
    String bulk = "{\"index\":{}}\n{\"msg\":\"{{input.v}}\"}\n";
    assertThat(text("application/x-ndjson", bulk, NASTY).lines()).hasSize(2);
    assertThat(text("application/json-seq", "\u001E{{input}}\n\u001E{\"a\":{{input.v}}}\n", NASTY))
        .startsWith("\u001E{\"v\":")
        .matches("(?s)\\x1E[^\\n]*\\n\\x1E[^\\n]*\\n");
    assertThat(refusal("application/json5", "{'msg': '{{input.v}}'}", NASTY))
        .contains("not valid JSON");
  }

  @Test
  void xmlKeepsOneElementWhateverTheValue() throws Exception {
    String template =
        "<?xml version=\"1.0\"?><a b=\"{{input.v}}\" c='{{input.v}}'>{{input.v}}"
            + "<d><![CDATA[{{input.v}}]]></d></a>";
    String value = "x ]]>]]&<y z=\"1\">'\r\n\tend]]";
    var parsed =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text("text/xml", template, value))));
    var root = parsed.getDocumentElement();
    assertThat(root.getAttribute("b")).isEqualTo(value);
    assertThat(root.getAttribute("c")).isEqualTo(value);
    assertThat(root.getElementsByTagName("d").item(0).getTextContent()).isEqualTo(value);
    assertThat(root.getElementsByTagName("*").getLength()).isEqualTo(1);
    assertThat(root.getFirstChild().getTextContent()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a><!-- {{input.v}} --></a>",
        "<a {{input.v}}/>",
        "<{{input.v}}/>",
        "<?x {{input.v}}?><a/>",
        "<!DOCTYPE a [<!ENTITY e '{{input.v}}'>]><a/>"
      })
  void xmlTakesHarmlessValuesAloneWhereNothingCanBeEscaped(String template) {
    assertThat(refusal("application/xml", template, "x y='1' --><b>")).contains("{{input.v}}");
    assertThat(text("application/xml", template, "name7")).contains("name7");
  }

  @Test
  void controlCharactersAreRefusedInXml() {
    assertThat(refusal("application/xml", "<a>{{input.v}}</a>", "a\u0003b"))
        .contains("{{input.v}}")
        .contains("control character");
    assertThat(refusal("text/html", "<p title='{{input.v}}'>", "a\u0000b")).contains("{{input.v}}");
    assertThat(refusal("text/xml", "<a>{{input.v}}</a>", "\uFFFF")).contains("{{input.v}}");
    assertThat(text("text/xml", "<a b=\"{{input.v}}\"/>", "1\r\n2\t3"))
        .isEqualTo("<a b=\"1&#13;&#10;2&#9;3\"/>");
    assertThat(text("text/xml", "<a>{{input.v}}</a>", "1\r\n2")).isEqualTo("<a>1&#13;\n2</a>");
  }

  @Test
  void htmlTakesNoScript() {
    assertThat(text("text/html", "<p title=\"{{input.v}}\">{{input.v}}</p>", "<\"'>&"))
        .isEqualTo("<p title=\"&lt;&quot;&#39;&gt;&amp;\">&lt;&quot;&#39;&gt;&amp;</p>");
    for (String template :
        List.of(
            "<script>f('{{input.v}}')</script>",
            "<STYLE>a{b:{{input.v}}}</STYLE>",
            "<a onclick=\"f('{{input.v}}')\">x</a>",
            "<td width={{input.v}}>")) {
      assertThat(refusal("text/html", template, "');alert(1)//")).contains("{{input.v}}");
      assertThat(text("text/html", template, "42")).contains("42");
    }
    assertThat(text("text/html", "<script>f()</script><p>{{input.v}}</p>", "<b>"))
        .endsWith("<p>&lt;b&gt;</p>");
  }

  @Test
  void csvKeepsRowsAndFields() {
    assertThat(text("text/csv", "id,note\n7,{{input.v}}\n", "a\",\"b\nc"))
        .isEqualTo("id,note\n7,\"a\"\",\"\"b\nc\"\n");
    assertThat(text("text/csv", "7,\"{{input.v}}\",8", "a\"\nb,c")).isEqualTo("7,\"a\"\"\nb,c\",8");
    assertThat(text("text/csv", "id;note\n1,5;{{input.v}}", "a;b")).endsWith("1,5;\"a;b\"");
    assertThat(refusal("text/csv", "1,{{input.v}};2", "a;b")).contains("{{input.v}}");
    assertThat(text("text/csv", "{{input.v}},x", "plain")).isEqualTo("plain,x");
    assertThat(refusal("text/csv", "7,note {{input.v}}", "a,b")).contains("{{input.v}}");
    assertThat(refusal("text/csv", "7,a\"b{{input.v}}", "x,\"y")).contains("{{input.v}}");
    assertThat(refusal("text/tab-separated-values", "7\t{{input.v}}", "a\tb"))
        .contains("{{input.v}}");
    assertThat(refusal("text/tab-separated-values", "7\t{{input.v}}", "\"b")).contains("quote");
    assertThat(text("text/tab-separated-values", "7\t{{input.v}}", "a,b")).isEqualTo("7\ta,b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: "{{input.v}}"          | a": [1]\\nadmin: true | name: "a\\": [1]\\nadmin: true"
          name: {{input.v}}            | plain text           | name: plain text
          name: {{input.v}}            | a: b # c             | name: "a: b # c"
          name: {{input.v}}            | true                 | name: "true"
          name: {{input.v}}            | 0123                 | name: "0123"
          - {{input.v}}                | - x                  | - "- x"
          {a: {{input.v}}, b: 1}       | 1, b: 2}             | {a: "1, b: 2}", b: 1}
          {"a":"{{input.v}}"}          | "}                   | {"a":"\\"}"}
          name: '{{input.v}}'          | it's: x              | name: 'it''s: x'
          ! {{input.v}}                | a: b                 | ! "a: b"
          note: see {{input.v}}        | Zoë                  | note: see Zoë
          """)
  void yamlKeepsOneScalar(String template, String value, String expected) {
    assertThat(text("application/yaml", template, unescaped(value)))
        .isEqualTo(expected.replace("\\\\", "\\"));
  }

  @Test
  void yamlBlocksAreIndented() {
    String template = "text: |\n  {{input.v}}\nadmin: false\n";
    assertThat(text("application/yaml", template, "a: 1\nadmin: true\n\n- x"))
        .isEqualTo("text: |\n  a: 1\n  admin: true\n  \n  - x\nadmin: false\n");
    assertThat(text("application/yaml", "- key: |\n    a\n  other: {{input.v}}", "b: c"))
        .isEqualTo("- key: |\n    a\n  other: \"b: c\"");
    assertThat(text("application/yaml", "a: >-\r\n  x {{input.v}}\r\nb: {{input.v}}", "c: d"))
        .isEqualTo("a: >-\r\n  x c: d\r\nb: \"c: d\"");
    assertThat(refusal("application/yaml", template, "  deep")).contains("{{input.v}}");
  }

  @Test
  void yamlIndentsNoMoreThanFits() {
    String deep = "a: |\n" + " ".repeat(50_000) + "{{input.v}}";
    assertThat(refusal("text/yaml", deep, "x\n".repeat(1_000))).contains("too many lines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "note: see {{input.v}}",
        "a: {{input.v}}{{input.v}}",
        "note: 'a {{input.v}}'",
        "# {{input.v}}\na: 1",
        "a: b !c {{input.v}}"
      })
  void yamlRefusesWhatIsMoreThanAWord(String template) {
    assertThat(refusal("text/yaml", template, "x\nadmin: true")).contains("{{input.v}}");
  }

  @Test
  void graphqlKeepsOneArgument() {
    String query = "{ user(name: \"{{input.v}}\") { id } }";
    assertThat(text("application/graphql", query, "a\") { id } x(y: \""))
        .isEqualTo("{ user(name: \"a\\\") { id } x(y: \\\"\") { id } }");
    assertThat(text("application/graphql", "{ a(s: {{input.v}}, e: \"\") { id } }", "OPEN"))
        .isEqualTo("{ a(s: OPEN, e: \"\") { id } }");
    for (String template :
        List.of(
            "{ user(id: {{input.v}}) { id } }",
            "{ user(name: \"\"\"{{input.v}}\"\"\") { id } }",
            "{ a(b: \"\", c: {{input.v}}) }",
            "# {{input.v}}\n{ id }")) {
      assertThat(refusal("application/graphql", template, "1) { secret }\n\"\"\""))
          .as(template)
          .contains("{{input.v}}");
    }
    assertThat(refusal("application/graphql", "{ a(b: \"\"\"{{input.v}}\"\"\") }", "x\\"))
        .contains("{{input.v}}");
  }

  @Test
  void javascriptTakesTextAsText() {
    assertThat(text("application/javascript", "f('{{input.v}}', `{{input.v}}`)", "');${x}\n"))
        .isEqualTo(
            "f('\\u0027\\u0029\\u003b\\u0024\\u007bx\\u007d\\u000a',"
                + " `\\u0027\\u0029\\u003b\\u0024\\u007bx\\u007d\\u000a`)");
  }

  @Test
  void multipartTakesNoPartAndNoHeader() {
    String type = "multipart/form-data; boundary=\"b0und\"";
    String template =
        """
        --b0und
        Content-Disposition: form-data; name="n"; filename="{{input.f}}"

        {{input.v}}
        --b0und
        Content-Disposition: form-data; name="j"
        Content-Type: application/json

        {"a":"{{input.f}}"}
        --b0und--
        """
            .replace("\n", "\r\n");
    String body =
        text(type, template, "two\r\nlines --b0und in the midst", "x\"; name=\"y\r\nZ: 1");
    assertThat(body)
        .contains("filename=\"x%22; name=%22y%0D%0AZ: 1\"")
        .contains("\r\n\r\ntwo\r\nlines --b0und in the midst\r\n--b0und\r\n")
        .contains("{\"a\":\"x\\\"; name=\\\"y\\r\\nZ: 1\"}");
    String escape = "\r\n--b0und\r\nContent-Disposition: form-data; name=\"admin\"\r\n\r\n1";
    assertThat(refusal(type, template, escape, "f")).contains("{{input.v}}").contains("boundary");
    assertThat(
            refusal(
                type, template.replace("{{input.v}}", "{{input.v}}{{input.f}}"), "\n--b0", "und"))
        .contains("boundary");
    assertThatThrownBy(() -> compiled("multipart/form-data", "{{input.v}}"))
        .hasMessageContaining("boundary");
  }

  @Test
  void plainTextAndUnknownTypesAreRawAndTheLatterWarns() {
    assertThat(text("text/plain", "<{{input.v}}>", NASTY)).isEqualTo("<" + NASTY + ">");
    assertThat(compiled("text/plain", "{{input.v}}").bodyWarning()).isNull();
    assertThat(text("text/markdown", "{{input.v}}", NASTY)).isEqualTo(NASTY);
    assertThat(compiled("text/markdown", "{{input.v}}").bodyWarning()).contains("not escaped");
    assertThat(compiled("text/markdown", "no values").bodyWarning()).isNull();
  }

  @Test
  void followingTakesTimeInProportionToTheBody() {
    for (String type :
        List.of(
            "text/xml",
            "text/html",
            "text/csv",
            "text/yaml",
            "application/graphql",
            "multipart/mixed; boundary=b")) {
      List<Long> nanos = new ArrayList<>();
      for (int size : new int[] {100_000, 100_000, 1_000_000}) {
        long start = System.nanoTime();
        text(type, "a {{input.v}}\n" + "<a- ".repeat(size / 4) + "\n x", "v");
        nanos.add(System.nanoTime() - start);
      }
      assertThat(nanos.get(2)).as(type).isLessThan(Math.max(nanos.get(1), 20_000_000) * 60);
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\\\n", "\n").replace("\\n", "\n");
  }

  private static String text(@Nullable String type, String body, String value) {
    return text(type, body, value, "");
  }

  private static String text(@Nullable String type, String body, String value, String file) {
    Rendered.Request request = rendered(type, body, value, file);
    return new String(request.body(), request.charset());
  }

  private static String refusal(String type, String body, String value) {
    return refusal(type, body, value, "");
  }

  private static String refusal(String type, String body, String value, String file) {
    Rendered rendered = render(type, body, value, file);
    assertThat(rendered).as("%s %s", type, body).isInstanceOf(Rendered.Failed.class);
    return ((Rendered.Failed) rendered).message();
  }

  private static Rendered.Request rendered(
      @Nullable String type, String body, String value, String file) {
    Rendered rendered = render(type, body, value, file);
    assertThat(rendered).as("%s %s", type, body).isInstanceOf(Rendered.Request.class);
    return (Rendered.Request) rendered;
  }

  private static Rendered render(@Nullable String type, String body, String value, String file) {
    ObjectNode input = EventJson.MAPPER.createObjectNode().put("v", value);
    if (!file.isEmpty()) {
      input.put("f", file);
    }
    JsonNode tree = input;
    return compiled(type, body).render(tree, "e-1", Instant.EPOCH, new TimeLimit(() -> 0, 1));
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
