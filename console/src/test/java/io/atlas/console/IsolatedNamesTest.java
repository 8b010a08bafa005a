package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.junit.jupiter.api.Test;

/**
 * Names with a right-to-left override turn round nothing but themselves, wherever they are shown.
 */
class IsolatedNamesTest {

  private static final String OVERRIDE = "\u202e";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();

  @Test
  void onEveryPage() {
    String connection = Samples.connection(console, account, "Con" + OVERRIDE + "nection");
    String failing = Samples.failingConnection(console, account, "Fai" + OVERRIDE + "ling");
    String action = Samples.action(console, account, "Act" + OVERRIDE + "ion", connection);
    String flagged = Samples.flaggedAction(console, account, "Fla" + OVERRIDE + "gged");
    String id = UUID.randomUUID().toString();
    console.publish(
        Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, Instant.now()));
    ExecutionLog log = console.bean(ExecutionLog.class);
    await().atMost(Duration.ofSeconds(20)).until(() -> log.find(account, id).isPresent());
    try (Browser browser = Browser.signedIn(console, account)) {
      int shown = 0;
      for (String path :
          List.of(
              "/actions",
              "/actions/" + action,
              "/actions/" + flagged,
              "/actions/" + action + "/delete",
              "/executions",
              "/executions/" + id,
              "/attention",
              "/account/connections",
              "/account/connections/" + connection,
              "/account/connections/" + failing,
              "/account/connections/" + connection + "/delete")) {
        shown += overridesOutsideIsolation(path, browser.get(path));
      }
      assertThat(shown).isPositive();
    }
  }

  /** How many overrides the page shows, each in an element of its own direction. */
  private static int overridesOutsideIsolation(String path, Page page) {
    int[] shown = {0};
    NodeTraversor.traverse(
        (Node node, int depth) -> {
          if (node instanceof TextNode text && text.getWholeText().contains(OVERRIDE)) {
            Element around = text.parent();
            assertThat(around != null && around.hasAttr("dir")).as("%s: %s", path, around).isTrue();
            shown[0]++;
          }
        },
        page.html());
    return shown[0];
  }
}
