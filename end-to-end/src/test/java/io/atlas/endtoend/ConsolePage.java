package io.atlas.endtoend;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import io.atlas.embedded.TestChromium;
import java.util.regex.Pattern;

/** The console as a person finds their way in it: by role and visible label. */
final class ConsolePage {

  private ConsolePage() {}

  /** As demo, on the page that comes after the sign-in. */
  static Page signedIn(TestChromium browser, AtlasProcess atlas, int width, int height) {
    Page page = browser.page();
    page.setViewportSize(width, height);
    page.navigate(atlas.url("CONSOLE"));
    page.fill("input[name=username]", "demo");
    page.fill("input[name=password]", "demo");
    page.click("button[type=submit]");
    page.waitForURL(Pattern.compile(Pattern.quote(atlas.url("CONSOLE")) + ".*"));
    page.waitForLoadState(LoadState.DOMCONTENTLOADED);
    return page;
  }

  static Locator label(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, role(name));
  }

  /** For a new connection, within an action's form. */
  static Locator panel(Page page) {
    return page.getByRole(AriaRole.GROUP, role("New OAuth connection"));
  }

  static Locator save(Locator panel) {
    return panel.getByRole(AriaRole.BUTTON, named("Save"));
  }

  static Page.GetByRoleOptions role(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
