package io.atlas.console.identity;

import io.atlas.console.ConsoleSettings;
import io.atlas.model.seal.Origin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.stereotype.Component;

/** What browsers are told of every page, those included that say why there is none. */
@Component
class PageHeaders implements HeaderWriter {

  private final String contentPolicy;

  PageHeaders(ConsoleSettings properties) {
    this.contentPolicy = contentPolicy(properties);
  }

  @Override
  public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", contentPolicy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(
        "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  }

  /**
   * Nothing inline, nothing from elsewhere; {@code data:} images stand in Tabler's style sheet.
   * Browsers check form-action on redirects too, and signing out ends at the issuer.
   */
  private static String contentPolicy(ConsoleSettings properties) {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        + " font-src 'self'; connect-src 'self'; form-action 'self' "
        + Origin.of(properties.issuer())
        + "; base-uri 'none'; frame-ancestors 'none'";
  }
}
