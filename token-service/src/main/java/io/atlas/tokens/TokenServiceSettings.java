package io.atlas.tokens;

import io.atlas.tokens.endpoint.EndpointLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own settings.
 *
 * @param keysDirectory holds the JWK Set files
 * @param egress the operator's proxy
 * @param tokenEndpoint how long a token request may take, and when a refusal is final
 */
@ConfigurationProperties("atlas")
record TokenServiceSettings(
    Path keysDirectory,
    @DefaultValue Egress egress,
    @DefaultValue TokenEndpointTimes tokenEndpoint) {

  TokenServiceSettings {
    if (keysDirectory == null) {
      throw new IllegalArgumentException("atlas.keys-directory is missing");
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
