package io.atlas.tokens.grant;

import java.time.Duration;

/** Told of every token request that went out, or that was held back. Must not block. */
@FunctionalInterface
public interface RequestObserver {

  /**
   * @param host of the token endpoint
   * @param outcome {@code ok}, {@code use_dpop_nonce}, or a credential category in lower case
   */
  void requested(String host, String outcome, Duration latency);
}
