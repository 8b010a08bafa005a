package io.atlas.console;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real browser, without a head, as Debian ships it. */
final class Chromium implements AutoCloseable {

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;

  private Chromium(Path executable) {
    playwright =
        Playwright.create(
            new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** Skips the test where there is none, but with {@code CI=true}. */
  static Chromium open() {
    List<Path> found =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .toList();
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: install Debian's package chromium");
    }
    Assumptions.assumeFalse(found.isEmpty(), "no Chromium is installed");
    return new Chromium(found.getFirst());
  }

  /** A page with cookies of its own, where a person of the account is signed in. */
  Page signedIn(RunningConsole console, String account, ColorScheme scheme, String... scopes) {
    console.issuer.signInAs(account, scopes);
    BrowserContext context =
        browser.newContext(
            new NewContextOptions()
                .setBaseURL(console.url(""))
                .setViewportSize(1360, 900)
                .setColorScheme(scheme)
                .setLocale("en-GB"));
    Page page = context.newPage();
    page.setDefaultTimeout(15_000);
    page.navigate("/attention/count");
    page.navigate("/signed-out");
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
