package io.atlas.console.session;

import io.atlas.console.edge.EdgeSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.stereotype.Component;

/**
 * The session's cookie: its id, and a signature that only the console can make. What the database
 * holds is the id alone.
 */
@Component
final class SignedCookie implements CookieSerializer {

  /** Cookies are shared by all ports of a host, and the issuer may be on the same. */
  private static final String NAME = "ATLAS_CONSOLE";

  private final DefaultCookieSerializer cookies = new DefaultCookieSerializer();
  private final SessionSeal seal;

  SignedCookie(EdgeSettings edge, SessionSeal seal) {
    this.seal = seal;
    cookies.setCookieName(edge.cookieName(NAME));
    cookies.setCookiePath("/");
    cookies.setUseHttpOnlyCookie(true);
    cookies.setSameSite("Lax");
    cookies.setUseBase64Encoding(false);
    // Whatever a header says of the scheme: a proxy that forgets it must not cost the session.
    if (edge.secureCookies()) {
      cookies.setUseSecureCookie(true);
    }
  }

  @Override
  public void writeCookieValue(CookieValue value) {
    String id = value.getCookieValue();
    String written = id.isEmpty() ? "" : id + "." + seal.signature(id);
    CookieValue signed = new CookieValue(value.getRequest(), value.getResponse(), written);
    signed.setCookieMaxAge(value.getCookieMaxAge());
    cookies.writeCookieValue(signed);
  }

  @Override
  public List<String> readCookieValues(HttpServletRequest request) {
    return cookies.readCookieValues(request).stream()
        .filter(this::isSigned)
        .map(value -> value.substring(0, value.indexOf('.')))
        .toList();
  }

  private boolean isSigned(String value) {
    int dot = value.indexOf('.');
    return dot > 0
        && MessageDigest.isEqual(
            bytes(value.substring(dot + 1)), bytes(seal.signature(value.substring(0, dot))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
