package io.atlas.console.brand;

import io.atlas.model.event.ConsolePage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.server.ResponseStatusException;

/** What pages show of the product, and the files that they ask for. */
@Controller
@EnableConfigurationProperties(BrandSettings.class)
public class Brand {

  private static final Duration KEPT = Duration.ofHours(1);

  /** Above this luminance black text is easier to read than white (WCAG 2.2, contrast ratio). */
  private static final double LIGHT = 0.179;

  private final BrandSettings settings;
  private final @Nullable Logo logo;
  private final String colours;

  Brand(BrandSettings settings) {
    this.settings = settings;
    this.logo = settings.logo() == null ? null : Logo.read(settings.logo());
    this.colours =
        rule(":root", settings.colour()) + rule("[data-bs-theme='dark']", settings.darkColour());
  }

  public boolean hasLogo() {
    return logo != null;
  }

  public boolean hasColours() {
    return !colours.isEmpty();
  }

  /** What "Account" is called. */
  public String account() {
    return settings.account();
  }

  /** What "Connections" is called. */
  public String connections() {
    return settings.connections();
  }

  /** What {@link ConsolePage#CONNECTIONS} is called. */
  public String connectionsPage() {
    return settings.account() + " > " + settings.connections();
  }

  /** A hint that another service wrote, with the words of this console for its pages. */
  public String words(@Nullable String hint) {
    return hint == null ? "" : hint.replace(ConsolePage.CONNECTIONS, connectionsPage());
  }

  @GetMapping("/brand/logo")
  ResponseEntity<byte[]> logo() {
    if (logo == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(KEPT))
        .contentType(logo.type())
        .body(logo.bytes());
  }

  @GetMapping("/brand/colours.css")
  ResponseEntity<String> colours() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(KEPT))
        .contentType(MediaType.valueOf("text/css"))
        .body(colours);
  }

  private static String rule(String where, @Nullable String colour) {
    if (colour == null) {
      return "";
    }
    int red = Integer.parseInt(colour.substring(1, 3), 16);
    int green = Integer.parseInt(colour.substring(3, 5), 16);
    int blue = Integer.parseInt(colour.substring(5, 7), 16);
    String rgb = red + ", " + green + ", " + blue;
    double luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    return """
    %1$s { --tblr-primary: %2$s; --tblr-primary-rgb: %3$s; --tblr-link-color: %2$s; --tblr-link-color-rgb: %3$s; --tblr-link-hover-color: %2$s; }
    %1$s .btn-primary { --tblr-btn-color: %4$s; --tblr-btn-hover-color: %4$s; }
    %1$s .brand .mark { background: %2$s; }
    """
        .formatted(where, colour, rgb, luminance > LIGHT ? "#000" : "#fff");
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
