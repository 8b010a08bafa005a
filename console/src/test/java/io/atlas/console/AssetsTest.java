package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What pages load is kept by browsers")
class AssetsTest {

  private static final String FOR_EVER = "max-age=31536000, public, immutable";

  private final RunningConsole console = RunningConsole.shared();

  private static Stream<String> loaded(Page page) {
    return page.html().select("link[href], script[src], use").stream()
        .map(each -> each.hasAttr("src") ? each.attr("src") : each.attr("href"))
        .filter(each -> !each.startsWith("/brand/"))
        .map(each -> each.split("#")[0])
        .distinct();
  }

  @Test
  @DisplayName("for a year, under names that change with what is in them, and others for an hour")
  void forAYear() {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      List<String> assets =
          Stream.of("/actions/new", "/operations", "/executions")
              .flatMap(page -> loaded(browser.get(page)))
              .distinct()
              .toList();
      assertThat(assets).hasSizeGreaterThan(8).anyMatch(each -> each.endsWith("/icons.svg"));
      assertThat(assets)
          .allSatisfy(asset -> {
            Page file = browser.get(asset);
            assertThat(file.status()).as(asset).isEqualTo(200);
            assertThat(file.headers()).as(asset).containsEntry("Cache-Control", FOR_EVER);
          });
      String script =
          assets.stream().filter(each -> each.endsWith("/console.js")).findFirst().orElseThrow();
      String imported = script.replace("console.js", "dialogs.js");
      assertThat(browser.get(imported).headers()).containsEntry("Cache-Control", FOR_EVER);

      assertThat(browser.get("/console/console.js").headers())
          .containsEntry("Cache-Control", "max-age=3600");
      assertThat(browser.get("/webjars/uplot/dist/uPlot.esm.js").headers())
          .containsEntry("Cache-Control", "max-age=3600");
      String other = script.replaceFirst("/console/[0-9a-f]+/", "/console/0123456789abcdef/");
      assertThat(other).isNotEqualTo(script);
      assertThat(browser.get(other).status()).isEqualTo(404);
      assertThat(browser.get("/actions").headers().get("Cache-Control")).contains("no-store");
    }
  }
}
