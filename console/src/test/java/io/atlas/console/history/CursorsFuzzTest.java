package io.atlas.console.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: any text as a cursor of the history")
class CursorsFuzzTest {

  @Test
  void isOneThatWeMadeOrNone() {
    Grammar<String> numbers = JsonTexts.numbers();
    Grammar<String> ids = Grammar.oneOf(HostileText.words(), HostileText.runs());
    Grammar<String> cursors = random -> encoded(numbers.make(random) + " " + ids.make(random));
    Fuzz.of("cursors", HostileText.mutated(cursors))
        .declaring(IllegalArgumentException.class)
        .replaying(CursorsFuzzTest.class, kept -> encoded(KeptInputs.text(kept)))
        .run(text -> assertThat(Cursor.of(Cursor.of(text).text())).isEqualTo(Cursor.of(text)));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
