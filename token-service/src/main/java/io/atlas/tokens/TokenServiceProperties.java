package io.atlas.tokens;

import io.atlas.model.egress.EgressRules;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.tokens.endpoint.EndpointLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own settings.
 *
 * @param topicPrefix before every topic, group and transactional id
 * @param keysDirectory holds the JWK Set files
 * @param egress what internal addresses may be reached, and the operator's proxy
 * @param tokenEndpoint how long a token request may take, and when a refusal is final
 */
@ConfigurationProperties("atlas")
record TokenServiceProperties(
    @DefaultValue(KafkaConnection.DEFAULT_PREFIX) String topicPrefix,
    Path keysDirectory,
    @DefaultValue Egress egress,
    @DefaultValue TokenEndpointTimes tokenEndpoint) {

  TokenServiceProperties {
    if (keysDirectory == null) {
      throw new IllegalArgumentException("atlas.keys-directory is missing");
    }
  }

  EgressRules egressRules() {
    return EgressRules.of(egress.allowed());
  }

  EndpointLimits limits() {
    return new EndpointLimits(
        tokenEndpoint.connectTimeout(),
        tokenEndpoint.responseTimeout(),
        tokenEndpoint.totalTimeout(),
        egress.proxy());
  }

  record Egress(@DefaultValue List<String> allowed, @Nullable URI proxy) {}

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
