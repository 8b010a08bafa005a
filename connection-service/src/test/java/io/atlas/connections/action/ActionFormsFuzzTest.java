package io.atlas.connections.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.request.Fields;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import io.atlas.testing.fuzz.TemplateTexts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("I12: any action that somebody wants to save")
class ActionFormsFuzzTest {

  @Test
  void isTakenOrRefusedFieldByField() {
    Fuzz.of("action-forms", actions())
        .declaring(InvalidFieldsException.class)
        .allocating(128 << 20)
        .replaying(ActionFormsFuzzTest.class, KeptInputs::text)
        .run(text -> {
          if (JsonTexts.tree(text) instanceof ObjectNode body) {
            Fields fields = Fields.of(body);
            ActionBody form = ActionBody.read(fields);
            fields.done();
            assertThat(form.name()).isNotBlank();
          }
        });
  }

  private static Grammar<String> actions() {
    Map<String, Grammar<String>> fields = new LinkedHashMap<>();
    fields.put("name", Grammar.oneOf(Grammar.just("\"Orders\""), JsonTexts.strings()));
    fields.put("enabled", Grammar.of("true", "false"));
    fields.put("method", Grammar.of("\"POST\"", "\"GET\"", "\"TRACE\""));
    fields.put(
        "url",
        Grammar.oneOf(
                Grammar.just("https://api.example.com/{{input.id}}"),
                TemplateTexts.texts().map(text -> "https://api.example.com/" + text),
                HostileText.texts().map(text -> "https://" + text))
            .map(JsonTexts::quoted));
    Grammar<String> header =
        random ->
            "{\"name\":%s,\"value\":%s,\"secret\":%b}"
                .formatted(
                    random.nextBoolean() ? "\"X-A\"" : JsonTexts.strings().make(random),
                    JsonTexts.quoted(TemplateTexts.texts().make(random)),
                    random.nextInt(4) == 0);
    fields.put("headers", header.joined(0, 4, ",").map(list -> "[" + list + "]"));
    fields.put(
        "body", Grammar.oneOf(TemplateTexts.texts(), TemplateTexts.json()).map(JsonTexts::quoted));
    fields.put(
        "authentication",
        Grammar.of("{\"type\":\"NONE\"}", "{\"type\":\"CONNECTION\",\"connectionId\":\"c\"}"));
    fields.put("timeoutMs", JsonTexts.numbers());
    fields.put(
        "retry",
        random ->
            "{\"maxAttempts\":%s,\"firstDelayMs\":%s,\"factor\":%s}"
                .formatted(
                    JsonTexts.numbers().make(random),
                    JsonTexts.numbers().make(random),
                    JsonTexts.numbers().make(random)));
    fields.put("rateLimit", JsonTexts.numbers().map(number -> "{\"perSecond\":" + number + "}"));
    fields.put("orderingKey", TemplateTexts.texts().map(JsonTexts::quoted));
    Grammar<String> objects = JsonTexts.objects(fields);
    return Grammar.oneOf(objects, HostileText.mutated(objects));
  }
}
