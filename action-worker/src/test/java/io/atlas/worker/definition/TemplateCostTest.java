package io.atlas.worker.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateCostTest {

  @ParameterizedTest
  @CsvSource({
    "plain, 1000, false",
    "plain, 300000, true",
    "{{input}}, 1000, false",
    "{{input.a}} {{input.b}}, 140000, true",
    "{{#input.a}}{{b}}{{/input.a}}, 300, false",
    "{{#input.a}}{{b}}{{/input.a}}, 1000, true",
    "{{#input.a}}x{{/input.a}} {{#input.b}}x{{/input.b}}, 300, false",
    "{{#input.a}}{{#input.a}}x{{/input.a}}{{/input.a}}, 300, true",
    "{{ ^input.a}}{{ ^input.a}}x{{/input.a}}{{/input.a}}, 300, true",
    "{{, 10, false"
  })
  void whatMayTakeLongIsHeavy(String text, int bytes, boolean heavy) {
    assertThat(cost("https://api.example.com/", text, "").isHeavy(bytes)).isEqualTo(heavy);
    assertThat(cost("https://api.example.com/" + text, "", "").isHeavy(bytes)).isEqualTo(heavy);
    assertThat(cost("https://api.example.com/", "", text).isHeavy(bytes)).isEqualTo(heavy);
  }

  private static TemplateCost cost(String url, String body, String header) {
    return TemplateCost.of(
        new ActionDefinition(
            1,
            "acme",
            "Test action",
            true,
            "POST",
            url,
            List.of(new ActionDefinition.Header("X-Test", header, false, null)),
            body,
            null,
            1_000,
            null,
            null,
            null,
            List.of()));
  }
}
