package io.atlas.console.identity;

import io.atlas.console.ConsoleProperties;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.stereotype.Component;

/**
 * The session's cookie: sent over TLS alone, whatever a proxy says of the request, and by its name
 * set by nobody but this host (RFC 6265bis section 4.1.3.2). On loopback it can do without.
 */
@Component
class SessionCookie implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {

  /** Cookies are shared by all ports of a host, and the issuer may be on the same. */
  private static final String NAME = "ATLAS_CONSOLE";

  private final boolean secure;

  SessionCookie(ConsoleProperties properties) {
    this.secure = properties.secureCookies();
  }

  @Override
  public void customize(ConfigurableServletWebServerFactory factory) {
    Cookie cookie = factory.getSettings().getSession().getCookie();
    cookie.setName(secure ? "__Host-" + NAME : NAME);
    cookie.setSecure(secure);
    cookie.setPath("/");
  }
}
