package io.atlas.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.KeptInputs;
import io.atlas.testing.fuzz.TemplateTexts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: the sample input of any action")
class SamplesFuzzTest {

  record Try(String url, String header, String body) {}

  @Test
  void isMadeWithinBounds() {
    Grammar<String> texts = TemplateTexts.texts();
    Grammar<String> bodies = Grammar.oneOf(texts, TemplateTexts.json());
    Fuzz.<Try>of(
            "samples",
            random -> new Try(texts.make(random), texts.make(random), bodies.make(random)))
        .replaying(
            SamplesFuzzTest.class,
            kept -> new Try(KeptInputs.text(kept), KeptInputs.text(kept), KeptInputs.text(kept)))
        .run(tried -> {
          Document action = Document.empty();
          action.put("url", tried.url());
          action.put("body", tried.body());
          action.put("orderingKey", tried.header());
          action.put(
              "headers",
              EventJson.MAPPER
                  .createArrayNode()
                  .add(
                      EventJson.MAPPER
                          .createObjectNode()
                          .put("name", "X-A")
                          .put("value", tried.header())));
          assertThat(EventJson.MAPPER.readTree(SampleInput.of(action)).isObject()).isTrue();
        });
  }
}
