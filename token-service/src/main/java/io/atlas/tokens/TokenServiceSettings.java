package io.atlas.tokens;

import io.atlas.tokens.endpoint.EndpointLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The service's own settings.
 *
 * @param keysDirectory holds the JWK Set files
 * @param egress the operator's proxy
 * @param accountTokens what an account's tokens of more than 4 KiB may take together, sealed
 * @param tokenEndpoint how long a token request may take, and when a refusal is final
 */
@ConfigurationProperties("atlas")
record TokenServiceSettings(
    Path keysDirectory,
    @DefaultValue Egress egress,
    @DefaultValue("64MB") DataSize accountTokens,
    @DefaultValue TokenEndpointTimes tokenEndpoint) {

  private static final DataSize LEAST_TOKENS = DataSize.ofMegabytes(1);

  TokenServiceSettings {
    if (keysDirectory == null) {
      throw new IllegalArgumentException("atlas.keys-directory is missing");
    }
    if (accountTokens.compareTo(LEAST_TOKENS) < 0) {
      throw new IllegalArgumentException("atlas.account-tokens must be at least 1MB");
    }
  }

  EndpointLimits limits() {
    return new EndpointLimits(
        tokenEndpoint.connectTimeout(),
        tokenEndpoint.responseTimeout(),
        tokenEndpoint.totalTimeout(),
        egress.proxy());
  }

  record Egress(@Nullable URI proxy) {}

  record TokenEndpointTimes(
      @DefaultValue("3s") Duration connectTimeout,
      @DefaultValue("10s") Duration responseTimeout,
      @DefaultValue("15s") Duration totalTimeout,
      @DefaultValue("10m") Duration finalAfter) {

    TokenEndpointTimes {
      if (finalAfter.isNegative()) {
        throw new IllegalArgumentException("atlas.token-endpoint.final-after is negative");
      }
    }
  }
}
