package io.atlas.console.frame;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where to go back to, never to another site. */
public final class SameSite {

  private SameSite() {}

  /** Path and query of the address, or the start page. */
  public static String path(@Nullable String referer) {
    if (referer == null) {
      return "/";
    }
    try {
      URI address = URI.create(referer);
      String path = address.getRawPath();
      // "//host" would be another site.
      if (path == null || !path.startsWith("/") || path.startsWith("//")) {
        return "/";
      }
      return address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
    } catch (IllegalArgumentException noAddress) {
      return "/";
    }
  }
}
