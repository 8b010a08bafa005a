package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.BadInputs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Topics: what an operator of the platform sees of them")
class TopicPagesTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TOPICS = "/operations/topics";

  /** Nobody reads it here. */
  private static final Topic QUIET = Topic.SECRET_REMINDERS;

  /** Likewise, and it takes 4 MiB. */
  private static final Topic LARGE = Topic.ACTION_DELAYED_10M;

  private static final String PARTS = ".eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_";
  private static final String JWT = "eyJhbGciOiJSUzI1NiJ9" + PARTS;
  private static final String JWE = "eyJhbGciOiJFQ0RILUVTIn0" + PARTS + ".aXYxMjM.dGFn";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final String mark = UUID.randomUUID().toString().substring(0, 8);
  private final Browser browser = Browser.signedIn(console, account, StandInIssuer.OPERATOR);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void figuresOfEveryTopic() {
    console.publish(Results.succeeded(account, "act-1", mark, 1, Instant.now()));
    for (int i = 0; i < 60; i++) {
      put(QUIET, 0, mark + i, "{}");
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          Page page = browser.get(TOPICS);
          assertThat(page.has("#missing")).as(page.text()).isFalse();
          assertThat(page.html().select("[data-topic]").eachAttr("data-topic"))
              .containsExactlyElementsOf(
                  List.of(Topic.values()).stream().map(Topic::suffix).toList());
          List<String> quiet =
              page.html().select("[data-topic=" + QUIET.suffix() + "] td").eachText();
          assertThat(Double.parseDouble(quiet.get(1))).isGreaterThanOrEqualTo(1);
          assertThat(Integer.parseInt(quiet.get(2).replace(",", ""))).isGreaterThanOrEqualTo(60);
          assertThat(quiet.get(3)).endsWith("B");
          assertThat(quiet.get(4)).isEqualTo("30 d");
          assertThat(quiet.get(5)).isEqualTo(Integer.toString(Topic.PARTITIONS));
          assertThat(page.one("[data-topic=action-executed]").text())
              .contains(console.kafka.topicPrefix() + "console-history");
        });
  }

  @Test
  @DisplayName("Filters find exactly what was written")
  void filters() {
    String a =
        put(QUIET, 3, mark, "{\"m\":\"%s\",\"n\":{\"x\":1.0,\"y\":[true,null]}}".formatted(mark));
    String b =
        put(
            QUIET,
            3,
            mark + "-b",
            "{\"m\":\"%s\",\"n\":{\"x\":\"1\"}}".formatted(mark),
            "h",
            "v " + mark);
    String c = put(QUIET, 4, null, "{\"m\":\"%s\",\"n\":7}".formatted(mark), "h", "w");
    String m = "path=/m&value=" + mark;
    assertThat(found(m)).containsExactly(c, b, a);
    assertThat(found(m + "&order=oldest")).containsExactly(a, b, c);
    assertThat(found("key=" + mark)).containsExactly(a);
    assertThat(found("key=" + mark.substring(1))).isEmpty();
    assertThat(found("header=h&headerValue=v%20" + mark)).containsExactly(b);
    assertThat(found("header=h&path=/m&value=" + mark)).containsExactly(c, b);
    assertThat(found("key=" + mark + "&path=/n/x&value=1")).containsExactly(a);
    assertThat(found("key=" + mark + "&path=/n/y/0&value=true")).containsExactly(a);
    assertThat(found("key=" + mark + "&path=/n/y/1&value=null")).containsExactly(a);
    assertThat(found("key=" + mark + "&path=/n/y")).as("a list equals nothing").isEmpty();
    assertThat(found("key=" + mark + "-b&path=/n/x&value=1")).containsExactly(b);
    String offset = b.substring(2);
    assertThat(found(m + "&partition=3")).containsExactly(b, a);
    assertThat(found(m + "&partition=3&order=oldest&offset=" + offset)).containsExactly(b);
    long before = Long.parseLong(offset) - 1;
    assertThat(found(m + "&partition=3&offset=" + before)).containsExactly(a);
    assertThat(found(m + "&at=2020-01-01T00:00")).isEmpty();
    assertThat(found(m + "&order=oldest&at=2020-01-01T00:00")).containsExactly(a, b, c);
    for (String bad :
        List.of("offset=x", "partition=-1", "at=soon", "path=m", "value=1", "headerValue=1")) {
      assertThat(browser.get(TOPICS + "/" + QUIET.suffix() + "?" + bad).has("#look-problem"))
          .as(bad)
          .isTrue();
    }
  }

  @Test
  @DisplayName("A reading is bounded in records, says where it stopped, and goes on without a gap")
  void boundedInRecords() {
    Topic topic = Topic.SECRET_PROMOTIONS;
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 1_230; i++) {
      written.add(console.kafka.name(topic) + i);
    }
    try (var producer = console.kafka.producer("topic-test", Map.of())) {
      for (int i = 0; i < written.size(); i++) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    console.kafka.name(topic), i % 3, written.get(i), bytes("{\"i\":" + i + "}")));
      }
    }
    List<Integer> pages = new ArrayList<>();
    List<String> seen = readOn(TOPICS + "/secret-promotions", pages);
    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(written.size());
    assertThat(pages)
        .hasSizeBetween(13, 20)
        .allSatisfy(rows -> assertThat(rows).isLessThanOrEqualTo(100));
    assertThat(browser.get(TOPICS + "/secret-promotions").one("#told").text())
        .contains("99 records")
        .contains("as many records as are read at once");

    Page first = browser.get(TOPICS + "/secret-promotions?order=oldest&path=/i&value=1229");
    assertThat(first.html().select("[data-record]")).isEmpty();
    assertThat(first.one("#told").text()).contains("999 records");
    Page second = browser.get(first.one("#further").attr("href"));
    assertThat(second.html().select("[data-record]")).hasSize(1);
    assertThat(second.has("#further")).isFalse();
  }

  @Test
  @DisplayName("I12: a compressed batch of many times its size is read in bounded parts, whole")
  void boundedInBytes() {
    String large = "{\"m\":\"" + mark + "\",\"z\":\"" + "0".repeat(900_000) + "\"}";
    Map<String, Object> packed =
        Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "gzip",
            ProducerConfig.LINGER_MS_CONFIG,
            500,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 20,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            64 << 20);
    Topic topic = Topic.ACTION_DELAYED_6H;
    try (var producer = console.kafka.producer("topic-test", packed)) {
      for (int i = 0; i < 14; i++) {
        var _ =
            producer.send(new ProducerRecord<>(console.kafka.name(topic), 1, mark, bytes(large)));
      }
    }
    List<Integer> pages = new ArrayList<>();
    String page = TOPICS + "/action-delayed.6h?partition=1&key=" + mark;
    assertThat(readOn(page, pages)).hasSize(14).doesNotHaveDuplicates();
    assertThat(pages)
        .hasSizeGreaterThan(1)
        .allSatisfy(rows -> assertThat(rows).isLessThanOrEqualTo(6));
    assertThat(browser.get(page).one("#told").text()).contains("as much as is read at once");
  }

  @Test
  @DisplayName("I6: seals and secrets are on no page, in no form, and cannot be found by asking")
  void secretsStayHidden() {
    String secret = "hunter2-" + mark;
    String document =
        """
        {"grant":{"sealedToken":"%2$s"},"client_secret":"%1$s","n":{"password":"%1$s"},"seal":"%2$s",
         "url":"https://x.example/?a=b&access_token=%1$s","t":"as Bearer %1$s","jwt":"%3$s",
         "headers":[{"name":"X-Api-Key","value":"%1$s"}],"text":"{\\"apiKey\\":\\"%1$s\\"}"}
        """
            .formatted(secret, JWE, JWT);
    String key = "Bearer " + JWT;
    List<String> places = new ArrayList<>();
    for (String value :
        List.of(
            document, document.substring(0, document.length() - 4), "\u0000\u0001" + document)) {
      places.add(
          QUIET.suffix() + "/" + put(QUIET, 5, key, value, "Authorization", secret, "x-y", JWT));
    }
    String fired = put(Topic.ACTION_FIRED, 5, key, document, "Authorization", secret, "x-y", JWT);
    places.add("action-fired/" + fired);
    places.add("action-fired/" + fired + "/produce");
    places.add(
        "action-dead/"
            + put(Topic.ACTION_DEAD, 5, key, document, "atlas-summary", "Bearer " + secret));
    places.add(QUIET.suffix() + "?partition=5");
    places.add("action-fired?partition=5");
    places.add("../dead-letters?partition=5");
    for (String place : places) {
      String path = (TOPICS + "/" + place).replace("topics/../", "");
      Page page = browser.get(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      BadInputs.tried(getClass(), "secret or seal in a record × page", places.indexOf(place));
      assertThat(page.text())
          .as(path)
          .doesNotContain(secret, JWE, JWT, "c2lnbmF0dXJl", "aXYxMjM", hex(secret), hex(JWE));
      assertThat(page.html().select("main").text()).as(path).containsAnyOf("redacted", "··");
    }
    Page whole = browser.get(TOPICS + "/" + places.getFirst());
    assertThat(whole.html().select("#value .seal").eachText()).contains("sealed", "redacted");
    assertThat(found("partition=5&path=/client_secret&value=" + secret)).isEmpty();
    assertThat(found("partition=5&path=/n/password&value=" + secret)).isEmpty();
    assertThat(found("partition=5&header=Authorization&headerValue=" + secret)).isEmpty();
    assertThat(found("partition=5&header=Authorization")).as("the header is there").isNotEmpty();
  }

  @Test
  @DisplayName("Records that are large, deep, binary, or full of script and signs are shown safely")
  void hostileRecords() {
    String script = "<script>zq7()</script><img src=x onerror=zq7()>";
    Map<String, byte[]> hostile =
        Map.of(
            "large", bytes("{\"a\":\"" + "x".repeat(1_000_000) + "\",\"b\":\"" + script + "\"}"),
            "larger", bytes("\"" + script + "y".repeat(1 << 20) + "\""),
            "many", bytes("[" + "{\"zq7\":\"<zq7>\"},".repeat(60_000) + "1]"),
            "deep", bytes("[".repeat(400) + "\"<zq7>\"" + "]".repeat(400)),
            "deeper", bytes("[".repeat(500_000)),
            "signs", bytes("\"a\u202eevil\u0007\u001b[31m\\u0000\\ud83d" + script + "\""),
            "text", bytes("\u202eevil \u200b \u0007" + script + "\n".repeat(50)),
            "binary", new byte[] {0, (byte) 0xFF, (byte) 0xC3, 7, 10, '<'},
            "empty", new byte[0],
            "template", bytes("[[${7*7}]] __${7*7}__ <zq7 th:text=\"x\">"));
    hostile.forEach((name, value) -> {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(console.kafka.name(LARGE), 6, mark + "\u202e" + script, value);
      record.headers().add(script + "\u202e", value.length > 200_000 ? bytes(script) : value);
      String place = console.place(record);
      assertHarmless(TOPICS + "/" + LARGE.suffix() + "/" + place, name);
    });
    assertHarmless(TOPICS + "/" + LARGE.suffix() + "?partition=6", "all of them in a list");
    assertThat(value("null", null)).contains("None");
    assertThat(value("signs", hostile.get("signs"))).contains("\\u202e", "\\u0007", "<script>");
    assertThat(value("binary", hostile.get("binary"))).contains("00000000  00 ff c3 07 0a 3c");
    assertThat(value("many", hostile.get("many"))).contains("of them shown");
  }

  @Test
  void aDocumentIsFoldedAndSearched() {
    String place =
        QUIET.suffix()
            + "/"
            + put(
                QUIET,
                2,
                mark,
                "{\"a\":{\"b\":{\"c\":{\"needle\":\"x\"}}},\"d\":[{\"e\":\"Needle\"}],\"f\":1}");
    Page page = browser.get(TOPICS + "/" + place);
    assertThat(page.html().select("#value details[open]").size())
        .isLessThan(page.html().select("#value details").size());
    Page found = browser.get(TOPICS + "/" + place + "?find=needle");
    assertThat(found.one("#hits").text()).isEqualTo("in 2 lines");
    assertThat(found.html().select(".branch-found"))
        .hasSize(2)
        .allSatisfy(hit ->
            assertThat(
                    hit.parents().select("details:not([open])").stream()
                        .filter(hit.parents()::contains))
                .isEmpty());
    assertThat(page.one("#kcat").text())
        .contains("-t " + console.kafka.name(QUIET))
        .contains("-p 2 -o ");
  }

  @Test
  void whoIsNoOperatorSeesNeitherPageNorLink() {
    String place = put(Topic.ACTION_FIRED, 0, mark, "{\"actionId\":\"x\"}");
    try (Browser person = Browser.signedIn(console, account)) {
      assertThat(person.get("/actions").has("a[href^=/operations/topics]")).isFalse();
      for (String path :
          List.of(
              TOPICS,
              TOPICS + "/action-fired",
              TOPICS + "/action-fired/" + place,
              TOPICS + "/action-fired/" + place + "/produce",
              "/operations/dead-letters")) {
        Page page = person.get(path);
        assertThat(page.status()).as(path).isEqualTo(403);
        assertThat(page.text()).contains("scope atlas.platform").doesNotContain(mark);
      }
      person.get("/actions");
      assertThat(person.post(TOPICS + "/action-fired/" + place + "/produce", Map.of()).status())
          .isEqualTo(403);
      assertThat(person.post(TOPICS + "/action-dead/0/0/redrive", Map.of()).status())
          .isEqualTo(403);
    }
    assertThat(browser.get("/actions").has("a[href=/operations/topics]")).isTrue();
    for (String none :
        List.of(
            "/nothing", "/action-fired/0/999999", "/action-fired/99/0", "/action-fired?cursor=x")) {
      assertThat(browser.get(TOPICS + none).status()).as(none).isEqualTo(404);
    }
  }

  private void assertHarmless(String path, String what) {
    BadInputs.tried(getClass(), "hostile record × page", what);
    Page page = browser.get(path);
    assertThat(page.status()).as(what).isEqualTo(200);
    assertThat(page.text().length()).as(what).isLessThan(1_500_000);
    assertThat(page.text())
        .as(what)
        .doesNotContain("\u202e", "\u0007", "\u001b", "\u200b", "\u0000");
    for (Element each : page.html().getAllElements()) {
      assertThat(each.tagName()).as(what).isNotIn("zq7", "img");
      assertThat(each.data()).as(what).doesNotContain("zq7");
    }
  }

  private List<String> found(String query) {
    Page page = browser.get(TOPICS + "/" + QUIET.suffix() + "?" + query);
    assertThat(page.has("#look-problem")).as(query).isFalse();
    return page.html().select("[data-record]").eachAttr("data-record");
  }

  /** All records, page by page. */
  private List<String> readOn(String from, List<Integer> rows) {
    List<String> seen = new ArrayList<>();
    for (String path = from; path != null; ) {
      Page page = browser.get(path);
      List<String> shown = page.html().select("[data-record]").eachAttr("data-record");
      seen.addAll(shown);
      rows.add(shown.size());
      path = page.has("#further") ? page.one("#further").attr("href") : null;
    }
    return seen;
  }

  private String value(String name, byte[] value) {
    String place = console.place(new ProducerRecord<>(console.kafka.name(LARGE), 7, name, value));
    return browser.get(TOPICS + "/" + LARGE.suffix() + "/" + place).one("#value").text();
  }

  private String put(Topic topic, int partition, String key, String value, String... headers) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(console.kafka.name(topic), partition, key, bytes(value));
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], bytes(headers[i + 1]));
    }
    return console.place(record);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    for (byte each : bytes(text.substring(0, 5))) {
      hex.append(hex.isEmpty() ? "" : " ").append(String.format("%02x", each));
    }
    return hex.toString();
  }
}
