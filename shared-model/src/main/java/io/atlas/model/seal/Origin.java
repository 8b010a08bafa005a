package io.atlas.model.seal;

import io.atlas.model.text.LowerCase;
import java.net.URI;

/**
 * Scheme, host and effective port of a URL (RFC 6454 section 4), lower case, the port always named.
 */
public record Origin(String scheme, String host, int port) {

  public Origin {
    scheme = LowerCase.ascii(scheme);
    host = LowerCase.ascii(host);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535");
    }
  }

  /**
   * @throws IllegalArgumentException unless the URL is http or https with a host
   */
  public static Origin of(URI url) {
    String scheme = url.getScheme() == null ? "" : LowerCase.ascii(url.getScheme());
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException("not an http(s) URL with a host");
    }
    int implied = scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, url.getHost(), url.getPort() == -1 ? implied : url.getPort());
  }

  public static Origin of(String url) {
    return of(URI.create(url));
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
