package io.atlas.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.testing.Growth;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowerCaseTest {

  @ParameterizedTest
  @CsvSource({
    "Content-TYPE, content-type",
    "already, already",
    "'', ''",
    "AZ@[`az{, az@[`az{",
    "É\u0130\u212A, É\u0130\u212A",
    "x😀Y, x😀y"
  })
  void ofAsciiNoOtherLetterChanges(String text, String lower) {
    assertThat(LowerCase.ascii(text)).isEqualTo(lower);
  }

  @ParameterizedTest
  @CsvSource({"ÜBER Straße, über straße", "\u0130x, ix", "𐐀, 𐐨", "'', ''"})
  void ofLettersEachBecomesOne(String text, String lower) {
    assertThat(LowerCase.letters(text)).isEqualTo(lower);
  }

  @Test
  void workGrowsWithTheText() {
    for (UnaryOperator<String> lower :
        List.<UnaryOperator<String>>of(LowerCase::ascii, LowerCase::letters)) {
      for (String unit : List.of("\u0130", "A", "ß", "😀")) {
        Growth.assertLinear(
            size -> {
              String text = unit.repeat(size);
              return () -> assertThat(lower.apply(text)).isNotEmpty();
            },
            65_536);
      }
    }
  }
}
