package io.atlas.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class QueryStringTest {

  @Test
  void leavesOutWhatIsBlankAndKeepsTheOrder() {
    assertThat(new QueryString()).hasToString("");
    assertThat(new QueryString().with("a", null).with("b", "").with("c", " ")).hasToString("");
    assertThat(
            new QueryString().with("outcome", "FAILED").with("id", "1").with("outcome", "PENDING"))
        .hasToString("?outcome=FAILED&outcome=PENDING&id=1");
  }

  @Test
  void keepsEachCharacterOfAValue() {
    String value = " a&b=c+d?{e}%41#ü\u2028 ";
    URI address = URI.create("/x" + new QueryString().with("key", value).with("n", "2"));
    assertThat(address.getQuery()).isEqualTo("key=" + value + "&n=2");
    assertThat(address.getRawQuery()).doesNotContain("+", " ", "#", "{");
  }
}
