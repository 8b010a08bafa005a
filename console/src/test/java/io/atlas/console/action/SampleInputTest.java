package io.atlas.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SampleInputTest {

  private static String sample(String url, String body, String orderingKey) {
    ObjectNode action = EventJson.MAPPER.createObjectNode();
    action.put("id", "a").put("name", "A").put("method", "POST").put("version", 1);
    action.put("url", url).put("body", body).put("orderingKey", orderingKey);
    action.putObject("authentication").put("type", "NONE");
    var headers = action.putArray("headers");
    headers
        .addObject()
        .put("name", "X-Tenant")
        .put("value", "{{input.tenant}}")
        .put("secret", false);
    headers.addObject().put("name", "X-Key").put("secret", true);
    return SampleInput.of(Document.of(action));
  }

  @Test
  void everyVariableIsThereWithAValueThatFitsItsPlace() {
    String sample =
        sample(
            "https://api.example.com/{{input.order.id}}?at={{execution.firedAt}}",
            """
            {"item": "{{ input.item }}", "quote\\"": {{input.quantity}}, "id": "{{input.order.id}}",
             "note": "{{#input.note}}{{input.note}}{{/input.note}}{{^input.colour}}red{{/input.colour}}"}
            """,
            "{{input.customer}}");
    assertThat(EventJson.MAPPER.readTree(sample))
        .isEqualTo(
            EventJson.MAPPER.readTree(
                """
                {"order": {"id": "example"}, "item": "example", "quantity": 1, "note": "example",
                 "customer": "example", "tenant": "example"}
                """));
  }

  @Test
  void aWholeInputMayBeAnything() {
    assertThat(sample("https://api.example.com", "{{input}}", null)).contains("tenant");
    assertThat(ActionForm.SAMPLE).contains("orderId");
  }

  @Test
  void anInputThatNobodyTypedFollowsTheTemplatesAndKeepsItsValues() {
    ObjectNode action = EventJson.MAPPER.createObjectNode();
    action.put("url", "https://api.example.com/{{input.order.id}}");
    action.put("body", "{\"item\": \"{{input.item}}\", \"n\": {{input.n}}}");
    Document document = Document.of(action);
    String followed =
        SampleInput.following("{\"order\": {\"id\": \"A-1\", \"old\": 1}, \"gone\": 2}", document);
    assertThat(EventJson.MAPPER.readTree(followed))
        .isEqualTo(
            EventJson.MAPPER.readTree(
                "{\"order\": {\"id\": \"A-1\"}, \"item\": \"example\", \"n\": 1}"));
    assertThat(SampleInput.following(followed, document)).isEqualTo(followed);
    assertThat(SampleInput.following("{no json", document)).isEqualTo("{no json");
    action.put("body", "{{input}}");
    assertThat(SampleInput.following("{\"any\": 1}", Document.of(action)))
        .isEqualTo("{\"any\": 1}");
  }
}
