package io.atlas.connections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What an action's body may be, and what its author is told of it. */
class ActionBodiesTest {

  /** Digits, exponents, halves of pairs and marks that careless readers change. */
  private static final String HOSTILE =
      """
      {"price":10.10,"long":12345678901234567890.12,"huge":1e400,"small":0.0000001,\
      "id":123456789012345678901234567890,"half":"ab\\ud83d","pair":"\\ud83d\\ude00",\
      "nul":"\\u0000","marks":"</script>\\u2028\\\\\\"","empty":{},"list":[1.0,null,true]}\
      """;

  private final Service service = Service.shared();
  private final Rest demo = service.client("demo");

  @Test
  void aByteOrderMarkIsNoPartOfABody() {
    Answer saved = save(action(null, "\uFEFF\n{\"a\":{{input.v}}}\r\n"));
    assertThat(saved.status()).as(saved.body()).isEqualTo(201);
    assertThat(saved.at("/body")).isEqualTo("\n{\"a\":{{input.v}}}\r\n");
  }

  @Test
  void aCharsetIsKnownAndHasAllCharacters() {
    Answer unknown = save(action("text/plain; charset=klingon", "x"));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.fields()).containsExactly("body");
    Answer missing = save(action("text/plain; charset=latin1", "ж"));
    assertThat(missing.status()).isEqualTo(400);
    Answer preview = preview("text/plain; charset=ISO-8859-1", "ü {{input.v}}", "{\"v\":\"é\"}");
    assertThat(preview.at("/request/body")).isEqualTo("ü é");
    Answer unfit = preview("text/plain; charset=ISO-8859-1", "{{input.v}}", "{\"v\":\"ж\"}");
    assertThat(unfit.at("/failure/message")).contains("{{input.v}}");
  }

  @Test
  void whatIsNotEscapedIsSaidWhenSavedAndShown() {
    Answer saved = save(action("text/markdown", "# {{input.v}}"));
    assertThat(saved.status()).as(saved.body()).isEqualTo(201);
    assertThat(saved.at("/warnings/0/field")).isEqualTo("body");
    assertThat(saved.at("/warnings/0/message")).contains("not escaped");
    String path = "/api/v1/actions/" + saved.at("/id");
    assertThat(demo.put(path, demo.get(path).body()).status()).isEqualTo(200);
    Answer preview = preview("text/markdown", "# {{input.v}}", "{\"v\":\"x\"}");
    assertThat(preview.at("/warnings/0/message")).contains("not escaped");
    Answer json = save(action("application/x-ndjson", "{{input}}\n"));
    assertThat(json.json().at("/warnings").size()).isZero();
  }

  @Test
  void aContentTypeIsNoSecret() {
    ObjectNode action = action("text/csv", "{{input.v}}");
    ((ObjectNode) action.at("/headers/0")).put("secret", true);
    Answer refused = save(action);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fields()).contains("headers[0].secret");
  }

  @Test
  void keepsOutTheBodyOfResultsWhereAsked() {
    ObjectNode action = action("text/csv", "{{input.v}}");
    assertThat(save(action).json().at("/keepRequestBody").booleanValue()).isTrue();
    Answer hidden = save(action.put("keepRequestBody", false));
    assertThat(hidden.json().at("/keepRequestBody").booleanValue()).isFalse();
    service.actions.barrier().join();
    assertThat(service.actions.get(hidden.at("/id")).keepRequestBody()).isFalse();
  }

  @Test
  void numbersAndTextsComeAsTheyWereWrittenByEveryWay() {
    byte[] input = EventJson.write(EventJson.MAPPER.readTree(HOSTILE));
    String id = save(action("application/json", "{\"all\":{{input}}}")).at("/id");
    String body = "{\"input\":" + HOSTILE + "}";
    String key = UUID.randomUUID().toString();
    Answer first = demo.post("/api/v1/actions/" + id + "/fire", body, "Idempotency-Key", key);
    assertThat(first.status()).as(first.body()).isEqualTo(202);
    Answer repeated = demo.post("/api/v1/actions/" + id + "/fire", body, "Idempotency-Key", key);
    assertThat(repeated.at("/executionId")).isEqualTo(first.at("/executionId"));
    assertThat(fired(first.at("/executionId"))).isEqualTo(input);

    Answer preview = preview("application/json", "{\"all\":{{input}}}", HOSTILE);
    assertThat(preview.at("/request/body")).isEqualTo("{\"all\":" + new String(input, UTF_8) + "}");
    assertThat(new String(input, UTF_8))
        .contains("\"price\":10.10,", ":12345678901234567890.12,", "\"huge\":1E+400")
        .contains("\"half\":\"ab\\uD83D\"", "\"list\":[1.0,null,true]");
  }

  private byte[] fired(String executionId) {
    ConsumerRecord<String, byte[]> record =
        Records.byExecution(service.kafka, Topic.ACTION_FIRED).get(executionId);
    return EventJson.write(EventJson.read(record.value(), ActionFired.class).input());
  }

  private Answer save(ObjectNode action) {
    return demo.post("/api/v1/actions", action.toString());
  }

  private Answer preview(String contentType, String body, String input) {
    return demo.post(
        "/api/v1/actions/preview",
        "{\"action\":" + action(contentType, body) + ",\"input\":" + input + "}");
  }

  private static ObjectNode action(@Nullable String contentType, String body) {
    ObjectNode action =
        EventJson.MAPPER
            .createObjectNode()
            .put("name", "Body")
            .put("method", "POST")
            .put("url", "https://api.example.com/orders")
            .put("body", body);
    if (contentType != null) {
      action
          .putArray("headers")
          .addObject()
          .put("name", "Content-Type")
          .put("value", contentType)
          .put("secret", false);
    }
    return action;
  }
}
