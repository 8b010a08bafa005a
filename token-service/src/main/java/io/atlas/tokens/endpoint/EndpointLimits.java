package io.atlas.tokens.endpoint;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a token request may take and how much a response may hold.
 *
 * @param connect to the provider, and again for the TLS handshake
 * @param response for the next byte of the response
 * @param total from looking up the host to the last byte
 * @param proxy the operator's, {@code http://host:port}, or null
 */
public record EndpointLimits(
    Duration connect, Duration response, Duration total, @Nullable URI proxy) {

  /** Of a response, after decompression. */
  public static final int MAX_RESPONSE_BYTES = 1 << 20;

  /** A credential test answers within 20 s whatever the endpoint does. */
  private static final Duration LONGEST_TOTAL = Duration.ofSeconds(18);

  public static final EndpointLimits DEFAULT =
      new EndpointLimits(
          Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(15), null);

  public EndpointLimits {
    if (!connect.isPositive() || !response.isPositive() || !total.isPositive()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
    if (proxy != null && !isProxy(proxy)) {
      throw new IllegalArgumentException("the proxy must be http://host:port, without more");
    }
    if (total.compareTo(LONGEST_TOTAL) > 0) {
      throw new IllegalArgumentException("the total timeout is at most 18 s");
    }
  }

  private static boolean isProxy(URI proxy) {
    return "http".equalsIgnoreCase(proxy.getScheme())
        && proxy.getHost() != null
        && proxy.getPort() > 0
        && proxy.getRawUserInfo() == null
        && (proxy.getRawPath() == null || proxy.getRawPath().length() <= 1);
  }
}
