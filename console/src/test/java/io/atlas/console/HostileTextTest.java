package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionExecuted.Request;
import io.atlas.model.event.ActionExecuted.Response;
import io.atlas.model.event.ActionExecuted.Timings;
import io.atlas.model.event.FailureCategory;
import io.atlas.testing.BadInputs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "What tenants, targets and providers write is text on every page, and never part of it")
class HostileTextTest {

  private static final String MARK = "zq7";

  private static final List<String> PAYLOADS =
      List.of(
          "<script>zq7()</script>",
          "</script><script>zq7()</script>",
          "<img src=x onerror=zq7()>",
          "\"><svg onload=zq7()>",
          "'><zq7>",
          "\" onmouseover=\"zq7()",
          "' onfocus='zq7()",
          "javascript:zq7()",
          "<a href=javascript:zq7()>x</a>",
          "</title><zq7>",
          "</textarea><zq7>",
          "<!--<zq7>-->",
          "<![CDATA[<zq7>]]>",
          "&lt;zq7&gt;<zq7>",
          "[[${zq7}]]<zq7>",
          "__${7*7}__zq7",
          "{{zq7}}<zq7>",
          "<zq7 hx-get=/x hx-trigger=load>",
          "<base href=//zq7.example>",
          "<meta http-equiv=refresh content=0;url=//zq7.example>",
          "<iframe srcdoc='<zq7>'>",
          "<form action=//zq7.example><button>",
          "\u2028<zq7>",
          "%3Czq7%3E<zq7>");

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();

  @Test
  void noElementAndNoAttributeComesToLife() {
    try (Browser browser = Browser.signedIn(console, account)) {
      for (String payload : PAYLOADS) {
        String escaped = payload.replace("\\", "\\\\").replace("\"", "\\\"");
        String connection = Samples.connection(console, account, escaped);
        String action = Samples.action(console, account, escaped, connection);
        String id = UUID.randomUUID().toString();
        console.publish(answered(action, id, payload));
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> console.bean(ExecutionLog.class).find(account, id).isPresent());
        for (String path :
            List.of(
                "/actions",
                "/actions/" + action,
                "/actions/" + action + "/delete",
                "/executions",
                "/executions/" + id,
                "/attention",
                "/account/connections",
                "/account/connections/" + connection,
                "/account/connections/" + connection + "/delete")) {
          BadInputs.tried(getClass(), "script in foreign text × page", path.length() + payload);
          Browser.Page page = browser.get(path);
          assertThat(page.status()).as("%s on %s", payload, path).isEqualTo(200);
          assertHarmless(page.html(), payload + " on " + path);
        }
        assertThat(browser.get("/actions/" + action).text()).contains(MARK);
      }
    }
  }

  private static void assertHarmless(Document page, String where) {
    for (Element element : page.getAllElements()) {
      assertThat(element.tagName()).as(where).doesNotContain(MARK);
      assertThat(element.tagName()).as(where).isNotIn("iframe", "base", "object", "embed");
      if (element.tagName().equals("script")) {
        assertThat(element.data()).as(where).doesNotContain(MARK);
      }
      for (Attribute attribute : element.attributes()) {
        assertThat(attribute.getKey()).as(where).doesNotContain(MARK).doesNotStartWith("on");
        if (List.of("href", "src", "action", "hx-get", "hx-post").contains(attribute.getKey())) {
          assertThat(attribute.getValue()).as(where).doesNotStartWith("javascript:");
          assertThat(attribute.getValue()).as(where).doesNotStartWith("//");
        }
      }
    }
  }

  /** An answer, headers and a diagnosis that are all of the payload. */
  private ActionExecuted answered(String action, String id, String payload) {
    Instant now = Instant.now();
    Map<String, String> headers = Map.of("Content-Type", payload, "Location", payload);
    return new ActionExecuted(
        id,
        action,
        account,
        1,
        Outcome.FAILED,
        403,
        FailureCategory.FORBIDDEN,
        new Diagnosis(payload, payload),
        now,
        48,
        1L,
        null,
        new Request("POST", "https://orders.example.com/?" + payload, Map.of("X-A", payload)),
        new Response(headers, payload),
        null,
        new Timings(4, 1.5, 12.0, 28.0, 48),
        now,
        null);
  }
}
