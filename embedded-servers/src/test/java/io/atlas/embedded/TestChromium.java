package io.atlas.embedded;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real browser, without a head, as Debian ships it. */
public final class TestChromium implements AutoCloseable {

  private static final int PATIENCE_MS = 15_000;

  private final Playwright playwright;
  private final Browser browser;

  private TestChromium(Path executable) {
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

  /** Skips the test where there is none, but with {@code CI=true}: there it may not be missing. */
  public static TestChromium open() {
    List<Path> found =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .toList();
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: install Debian's package chromium");
    }
    Assumptions.assumeFalse(found.isEmpty(), "no Chromium is installed");
    return new TestChromium(found.getFirst());
  }

  /** A page with cookies of its own. */
  public Page page() {
    return page(new NewContextOptions().setViewportSize(1280, 900));
  }

  /** The same, of another form. */
  public Page page(NewContextOptions options) {
    Page page = browser.newContext(options.setLocale("en-GB")).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
