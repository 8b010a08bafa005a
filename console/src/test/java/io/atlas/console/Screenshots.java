package io.atlas.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.model.text.LowerCase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures of pages at four sizes, in {@code target/screenshots}, where they are wanted ({@code
 * -Datlas.screenshots=true}): they take minutes.
 */
final class Screenshots {

  private static final boolean WANTED = Boolean.getBoolean("atlas.screenshots");
  private static final Path DIRECTORY = Path.of("target/screenshots");

  private record Size(int width, int height) {}

  private static final List<Size> SIZES =
      List.of(new Size(390, 844), new Size(768, 1024), new Size(1360, 768), new Size(2560, 1440));

  private final String account;
  private final Map<String, Integer> names = new HashMap<>();

  /**
   * @param account what the pages are of
   */
  Screenshots(String account) {
    this.account = account;
  }

  /** Of the page as it is open, which is left at another size. */
  void take(Page page, ColorScheme scheme, String path) {
    if (!WANTED) {
      return;
    }
    String name = name(scheme, path);
    for (Size size : SIZES) {
      page.setViewportSize(size.width(), size.height());
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(
                  DIRECTORY
                      .resolve(size.width() + "-" + LowerCase.ascii(scheme.name()))
                      .resolve(account + "-" + name + ".png")));
    }
    page.setViewportSize(1360, 900);
  }

  /** Without ids and what else a file's name can't have; two of one name are numbered. */
  private String name(ColorScheme scheme, String path) {
    String plain =
        path.replaceAll("\\?.*", "")
            .replaceAll("/(act|con)\\d+", "")
            .replaceAll("/[0-9a-f-]{36}", "")
            .replaceAll("/\\d+/\\d+", "-record")
            .replaceAll("[^A-Za-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    int number = names.merge(scheme + plain, 1, Integer::sum);
    return number == 1 ? plain : plain + "-" + number;
  }
}
