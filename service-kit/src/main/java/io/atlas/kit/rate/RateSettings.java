package io.atlas.kit.rate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests a second this instance takes.
 *
 * @param account of one account, whoever calls for it
 * @param address of one address, signed in or not; behind a proxy that is not trusted all people
 *     have the proxy's
 */
@ConfigurationProperties("atlas.requests-per-second")
public record RateSettings(@DefaultValue("1000") int account, @DefaultValue("2000") int address) {

  public RateSettings {
    if (account < 1 || address < 1) {
      throw new IllegalArgumentException("atlas.requests-per-second.* must be at least 1");
    }
  }
}
