package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Topics under an operator's hands. */
class TopicsInBrowserTest {

  private static Chromium chromium;

  private final RunningConsole console = RunningConsole.shared();
  private final String mark = UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  @DisplayName("From the list to a record, into its value, and to a new event made of it")
  void fromTheListToANewEvent() {
    String value =
        "{\"actionId\":\"act-"
            + mark
            + "\",\"input\":{\"lines\":[{\"item\":\"lamp\",\"deep\":{\"er\":{\"x\":1}}}]}}";
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTION_FIRED), mark, value.getBytes(StandardCharsets.UTF_8)));
    Page page =
        chromium.signedIn(
            console, RunningConsole.freshAccount(), ColorScheme.LIGHT, StandInIssuer.OPERATOR);
    page.navigate("/actions");
    link(page, "Topics").click();
    link(page, "action-fired").click();
    page.getByLabel("Path in the value, such as /input/item").fill("/actionId");
    page.getByLabel("Value at the path").fill("act-" + mark);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Look")).click();
    assertThat(page.locator("[data-record]")).hasCount(1);
    assertThat(page.locator("#told")).containsText("Looked at");
    page.locator("[data-record] a").click();

    Locator inside = page.locator(".branch-name", new Page.LocatorOptions().setHasText("er"));
    assertThat(inside).isHidden();
    page.locator("summary", new Page.LocatorOptions().setHasText("lines")).click();
    page.locator("summary", new Page.LocatorOptions().setHasText("0")).first().click();
    assertThat(page.getByText("lamp")).isVisible();
    page.getByLabel("Find in the value").fill("er");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Find")).click();
    assertThat(inside.last()).isVisible();
    assertThat(page.locator(".branch-found").first()).isVisible();

    page.locator("#produce").click();
    page.getByLabel("Value, JSON").fill("{");
    Locator fire = page.locator("#produce-now");
    fire.click();
    assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("not valid JSON");
    page.getByLabel("Value, JSON").fill("{\"actionId\":\"act-" + mark + "\",\"input\":{}}");
    fire.click();
    assertThat(page.getByText("This is its event.")).isVisible();
    assertThat(page).hasURL(Pattern.compile(".*/operations/topics/action-fired/\\d+/\\d+"));
    assertThat(page.locator(".record-headers")).containsText("atlas-fired-by");
    page.context().close();
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
