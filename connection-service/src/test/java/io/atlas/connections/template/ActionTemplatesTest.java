package io.atlas.connections.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTemplatesTest {

  private static final String GOOD =
      """
      {"id": "mine", "name": "Mine", "description": "It is.", "method": "GET",
       "url": "https://a.example/", "sampleInput": {}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"name", "description", "method", "url", "sampleInput"})
  void aMissingFieldIsNamed(String field) {
    assertThatThrownBy(() -> read("[" + GOOD.replace("\"" + field + "\"", "\"body\"") + "]"))
        .hasMessageContaining("mine");
    assertThat(read("[" + GOOD + "]")).hasSize(1);
  }

  @Test
  void anUnknownFieldAndAnIdThatStandsThereTwiceAreNamed() {
    assertThatThrownBy(() -> read("[" + GOOD.replace("}\n", ", \"colour\": 1}\n") + "]"))
        .hasMessageContaining("colour");
    assertThatThrownBy(() -> read("[" + GOOD + "," + GOOD + "]"))
        .hasMessage("mine stands there twice");
  }

  private static List<ActionTemplate> read(String json) {
    try {
      return ActionTemplatesApi.read(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
