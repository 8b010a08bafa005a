package io.atlas.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.controlplane.Action;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.EventJson;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.KeptInputs;
import io.atlas.testing.fuzz.TemplateTexts;
import java.util.List;
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
          Action action =
              new Action(
                  "a",
                  1,
                  "Orders",
                  true,
                  "POST",
                  tried.url(),
                  List.of(new Action.Header("X-A", tried.header(), false)),
                  tried.body(),
                  Authentication.NONE,
                  null,
                  null,
                  null,
                  tried.header(),
                  null,
                  List.of(),
                  List.of());
          assertThat(EventJson.MAPPER.readTree(SampleInput.of(action)).isObject()).isTrue();
        });
  }
}
