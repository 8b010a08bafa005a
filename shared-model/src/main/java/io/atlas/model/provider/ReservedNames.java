package io.atlas.model.provider;

import io.atlas.model.text.LowerCase;
import java.util.Set;

/** Names that an extra parameter or header of a token request must not take. */
public final class ReservedNames {

  private static final Set<String> PARAMETERS =
      Set.of(
          "grant_type",
          "client_id",
          "client_secret",
          "client_assertion",
          "client_assertion_type",
          "scope",
          "audience",
          "resource",
          "refresh_token",
          "password",
          "code");

  private static final Set<String> HEADERS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "accept-encoding",
          "cookie",
          "dpop");

  private ReservedNames() {}

  /** Whether the parameter has a field of its own, or belongs to another grant. */
  public static boolean parameter(String name) {
    return name.isBlank() || PARAMETERS.contains(LowerCase.ascii(name).strip());
  }

  /** Whether the header is well-formed (RFC 9110 section 5) and not one that we set. */
  public static boolean headerAllowed(String name, String value) {
    return name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
        && !HEADERS.contains(LowerCase.ascii(name))
        && value.length() <= 8_192
        && value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7F && c <= 0xFF));
  }
}
