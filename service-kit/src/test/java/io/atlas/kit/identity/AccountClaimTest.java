package io.atlas.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountClaimTest {

  private final AccountClaim claim = new AccountClaim("account");

  @ParameterizedTest
  @ValueSource(
      strings = {"demo", "a", "Müller & Söhne", "tenant:eu/42", "auth0|1234", "株式会社", "a b"})
  void takesPrintableTexts(String account) {
    assertThat(claim.in(Map.of("account", account))).contains(account);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " demo",
        "demo ",
        "de\u0000mo",
        "de\nmo",
        "de\u202emo",
        "\ud800",
        "a\u200bb"
      })
  void takesNothingThatCannotBeSeenOrKept(String account) {
    assertThat(claim.in(Map.of("account", account))).isEmpty();
  }

  @Test
  void takesTextsAloneAndNoneThatIsTooLong() {
    assertThat(claim.in(Map.of("account", List.of("demo")))).isEmpty();
    assertThat(claim.in(Map.of("account", 42))).isEmpty();
    assertThat(claim.in(Map.of())).isEmpty();
    assertThat(claim.in(Map.of("account", "x".repeat(128)))).isPresent();
    assertThat(claim.in(Map.of("account", "x".repeat(129)))).isEmpty();
  }
}
