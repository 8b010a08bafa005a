package io.atlas.endtoend;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chromium as Debian ships it, without a head. */
final class Browser implements AutoCloseable {

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;

  private Browser(Path executable) {
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

  /**
   * The installed browser.
   *
   * @throws IllegalStateException with {@code CI=true} where there is none: there it may not be
   *     missing
   */
  static Optional<Browser> installed() {
    Optional<Path> executable =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    if (executable.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: install Debian's package chromium");
    }
    return executable.map(Browser::new);
  }

  /** A page with cookies of its own. */
  Page page() {
    BrowserContext context =
        browser.newContext(new NewContextOptions().setViewportSize(1280, 900).setLocale("en-GB"));
    Page page = context.newPage();
    page.setDefaultTimeout(15_000);
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
