package io.atlas.connections.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.connections.problem.InvalidFieldsException;
import org.junit.jupiter.api.Test;

class BodyErrorsTest {

  private final BodyErrors errors = new BodyErrors();

  @Test
  void aFieldIsAcceptedWhereNothingIsWrongWithItOrInIt() {
    errors.add("scopes[3]", "is too long");
    errors.add("retry.factor", "is missing");
    errors.add("name", "is missing");
    assertThat(errors.accepts("scopes")).isFalse();
    assertThat(errors.accepts("scopes[3]")).isFalse();
    assertThat(errors.accepts("scopes[4]")).isTrue();
    assertThat(errors.accepts("scope")).isTrue();
    assertThat(errors.accepts("retry")).isFalse();
    assertThat(errors.accepts("retry.maxAttempts")).isTrue();
    assertThat(errors.accepts("name")).isFalse();
    assertThat(errors.accepts("nam")).isTrue();
    assertThat(errors.accepts("names")).isTrue();
  }

  @Test
  void ofTenThousandFaultsAHundredAreToldAndAllCount() {
    for (int fault = 0; fault < 10_000; fault++) {
      errors.add("extraParameters.n" + fault + "x".repeat(2_000), "must be text");
    }
    assertThat(errors.accepts("extraParameters.n9999" + "x".repeat(2_000))).isFalse();
    assertThatThrownBy(errors::throwAny)
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageStartingWith("100 invalid field(s): [extraParameters.n0xxx")
        .hasMessageNotContaining("n100x")
        .message()
        .hasSizeLessThan(BodyErrors.MOST_TOLD * (BodyErrors.LONGEST_NAME + 10));
  }
}
