package io.atlas.connections.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: any body, cursor, limit and If-Match of a REST call")
class RestBodiesFuzzTest {

  private static final int LONGEST_ANSWER = 100_000;

  record Try(String body, String cursor, String limit, String ifMatch) {}

  @Test
  void isReadOrRefusedFieldByField() {
    Fuzz.of("rest-bodies", tries())
        .replaying(RestBodiesFuzzTest.class, kept -> new Try(KeptInputs.text(kept), "", "", "*"))
        .run(tried -> {
          readBody(tried.body().getBytes(StandardCharsets.UTF_8));
          readPage(tried);
        });
  }

  /** Every way to read a field, whatever it holds. */
  private static void readBody(byte[] body) {
    try {
      Fields fields = BodyReader.fields(body);
      fields.line("line", 200);
      fields.text("text", 10_000);
      fields.secret("secret", 4_096);
      fields.lines("lines", 200);
      Fields texts = fields.object("texts");
      if (texts != null) {
        texts.names().forEach(name -> texts.text(name, 200));
      }
      fields.integer("integer", 1, 1_000);
      fields.number("number", 0.0001, 1_000_000);
      fields.flag("flag", false);
      fields.choice("choice", Map.of("a", 1, "b", 2));
      fields.date("date");
      fields.rateLimit("rateLimit");
      fields.any("any");
      for (Fields object : fields.objects("objects")) {
        object.line("name", 200);
      }
      fields.done();
    } catch (InvalidFieldsException refused) {
      assertThat(String.valueOf(refused.getMessage()).length()).isLessThan(LONGEST_ANSWER);
    }
  }

  private static void readPage(Try tried) {
    try {
      Page.Request page = Page.Request.of(tried.cursor(), tried.limit());
      assertThat(page.limit()).isBetween(1, 500);
      IfMatch.check(tried.ifMatch(), 7);
    } catch (InvalidFieldsException | ProblemException refused) {
      assertThat(refused).isNotNull();
    }
  }

  private static Grammar<Try> tries() {
    Map<String, Grammar<String>> fields = new LinkedHashMap<>();
    for (String name : new String[] {"line", "text", "secret", "choice"}) {
      fields.put(name, Grammar.oneOf(Grammar.just("\"a\""), JsonTexts.strings()));
    }
    fields.put("lines", JsonTexts.strings().joined(0, 4, ",").map(list -> "[" + list + "]"));
    fields.put("objects", Grammar.of("[{\"name\":\"a\"}]", "[{}]", "[{\"x\":1}]"));
    fields.put("texts", Grammar.of("{\"a\":\"b\"}", "{\"\":\"b\"}", "{\"a\":1}"));
    fields.put("integer", JsonTexts.numbers());
    fields.put("number", JsonTexts.numbers());
    fields.put("flag", Grammar.of("true", "1"));
    fields.put(
        "date",
        HostileText.mutated(Grammar.of("2027-01-31", "-999999999-01-01")).map(JsonTexts::quoted));
    fields.put("rateLimit", JsonTexts.numbers().map(number -> "{\"perSecond\":" + number + "}"));
    fields.put("any", JsonTexts.values());
    Grammar<String> bodies =
        Grammar.weighted(4, HostileText.mutated(JsonTexts.objects(fields)))
            .or(2, JsonTexts.objects(fields))
            .or(1, JsonTexts.mutatedValues());
    Grammar<String> cursors =
        HostileText.mutated(
            JsonTexts.numbers()
                .map(number ->
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(number.getBytes(StandardCharsets.UTF_8))));
    Grammar<String> matches =
        HostileText.mutated(Grammar.of("\"7\"", "W/\"7\"", "*", "\"7\",\"8\"", ","));
    return random ->
        new Try(
            bodies.make(random),
            cursors.make(random),
            JsonTexts.numbers().make(random),
            matches.make(random));
  }
}
