package io.atlas.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "demo", "a b", "Ünïted 株式会社", "x@y|z:/+=-_.~", "'; DROP", "a\u0301", "عربي"})
  void whatNamesAnAccount(String id) {
    assertThat(AccountIds.isUsable(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a\0b",
        "a\nb",
        "a\tb",
        "a\u007fb",
        "a\u0085b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "\ufeffa",
        "a\u00a0",
        "a\u2028b",
        "\ud800",
        "\ud83d\ude00",
        "a\ue000b",
        "a\uffff"
      })
  void whatNamesNone(String id) {
    assertThat(AccountIds.isUsable(id)).isFalse();
  }

  @Test
  void itIsNotLongerThanAnIndexHolds() {
    assertThat(AccountIds.isUsable("a".repeat(AccountIds.LONGEST))).isTrue();
    assertThat(AccountIds.isUsable("a".repeat(AccountIds.LONGEST + 1))).isFalse();
    assertThat(AccountIds.isUsable(null)).isFalse();
  }
}
