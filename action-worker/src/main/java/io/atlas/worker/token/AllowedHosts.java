package io.atlas.worker.token;

import io.atlas.model.text.LowerCase;
import java.util.List;

/** Where a connection's token may be sent. */
final class AllowedHosts {

  private AllowedHosts() {}

  /**
   * @param allowed exact names, or {@code *.example.com} for any name below; empty for any host
   */
  static boolean permit(List<String> allowed, String host) {
    return allowed.isEmpty() || allowed.stream().anyMatch(pattern -> matches(pattern, host));
  }

  private static boolean matches(String pattern, String host) {
    String wanted = LowerCase.ascii(pattern);
    String actual = LowerCase.ascii(host);
    return wanted.startsWith("*.")
        ? actual.endsWith(wanted.substring(1)) && actual.length() > wanted.length() - 1
        : actual.equals(wanted);
  }
}
