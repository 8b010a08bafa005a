package io.atlas.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BidiTest {

  @Test
  void aNameOfLettersThatRunAsTheirSurroundingsStaysAsItIs() {
    assertThat(Bidi.isolated("Orders API (production)")).isEqualTo("Orders API (production)");
    assertThat(Bidi.isolated("株式会社")).isEqualTo("株式会社");
    assertThat(Bidi.isolated(null)).isEmpty();
  }

  @Test
  void aNameThatRunsTheOtherWayIsIsolated() {
    assertThat(Bidi.isolated("عربي")).isEqualTo("\u2068عربي\u2069");
  }

  @Test
  void whatWouldSteerTheTextAroundIsShownInstead() {
    assertThat(Bidi.isolated("gpj\u202eexe")).isEqualTo("gpj\ufffdexe");
    assertThat(Bidi.isolated("\u2069עברית\u202e")).isEqualTo("\u2068\ufffdעברית\ufffd\u2069");
    assertThat(Bidi.isolated("a\u200f\u061c\u2067b")).isEqualTo("a\ufffd\ufffd\ufffdb");
  }
}
