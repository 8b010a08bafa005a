package io.atlas.console;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.embedded.TestChromium;

/** A browser in which people are signed in. */
final class Chromium implements AutoCloseable {

  private final TestChromium browser;

  private Chromium(TestChromium browser) {
    this.browser = browser;
  }

  static Chromium open() {
    return new Chromium(TestChromium.open());
  }

  /** A page with cookies of its own, where a person of the account is signed in. */
  Page signedIn(RunningConsole console, String account, ColorScheme scheme, String... scopes) {
    console.issuer.signInAs(account, scopes);
    Page page =
        browser.page(
            new NewContextOptions()
                .setBaseURL(console.url(""))
                .setViewportSize(1360, 900)
                .setColorScheme(scheme));
    page.navigate("/attention/count");
    page.navigate("/signed-out");
    return page;
  }

  @Override
  public void close() {
    browser.close();
  }
}
