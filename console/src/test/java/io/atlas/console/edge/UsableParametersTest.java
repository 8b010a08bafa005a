package io.atlas.console.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsableParametersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"name", "headers[0].name", "headers[255].value", "connection.clientId", ""})
  void theNamesOfFields(String name) {
    assertThat(UsableParameters.isName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "headers[256].name",
        "headers[-1].name",
        "headers[].name",
        "headers[x].name",
        "headers[1",
        "headers1]",
        "headers[[1]]",
        "headers[99999999999].name",
        "a]b[c",
        "nul\0"
      })
  void whatCanBeNone(String name) {
    assertThat(UsableParameters.isName(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00b", "\udc00\ud800", "\0"})
  void halfACharacterIsNoText(String value) {
    assertThat(UsableParameters.isText(value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\ud83d\ude00", "\t\n", "Überweisung"})
  void text(String value) {
    assertThat(UsableParameters.isText(value)).isTrue();
  }
}
