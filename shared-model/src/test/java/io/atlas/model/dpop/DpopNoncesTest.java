package io.atlas.model.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.seal.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class DpopNoncesTest {

  private static final Origin SERVER = Origin.of("https://api.example.com");

  private final DpopNonces nonces = new DpopNonces();

  @Test
  void theLastOneOfAServerCounts() {
    assertThat(nonces.of(SERVER)).isNull();
    assertThat(nonces.remember(SERVER, "first")).isTrue();
    assertThat(nonces.remember(Origin.of("https://api.example.com:443/x"), "second")).isTrue();
    assertThat(nonces.of(SERVER)).isEqualTo("second");
    assertThat(nonces.of(Origin.of("http://api.example.com"))).isNull();
    assertThat(nonces.of(Origin.of("https://api.example.com:8443"))).isNull();
  }

  @Test
  void whatIsNoNonceChangesNothing() {
    nonces.remember(SERVER, "good");
    for (String bad :
        List.of("", "a b", "a\"b", "a\\b", "a\r\nb", "ä", "\u007f", "x".repeat(1_025))) {
      assertThat(nonces.remember(SERVER, bad)).as(bad).isFalse();
    }
    assertThat(nonces.remember(SERVER, null)).isFalse();
    assertThat(nonces.of(SERVER)).isEqualTo("good");
    assertThat(nonces.remember(SERVER, "x".repeat(1_024))).isTrue();
  }

  @Test
  void whoeverWasNotUsedForLongestIsForgotten() {
    for (int i = 0; i < 10_000; i++) {
      nonces.remember(Origin.of("https://a" + i + ".example"), "n" + i);
    }
    assertThat(nonces.of(Origin.of("https://a0.example"))).isEqualTo("n0");
    nonces.remember(SERVER, "new");
    assertThat(nonces.of(Origin.of("https://a0.example"))).isEqualTo("n0");
    assertThat(nonces.of(Origin.of("https://a1.example"))).isNull();
    assertThat(nonces.of(Origin.of("https://a2.example"))).isEqualTo("n2");
  }
}
