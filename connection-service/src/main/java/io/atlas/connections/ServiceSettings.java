package io.atlas.connections;

import io.atlas.model.egress.EgressRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may set.
 *
 * @param topicPrefix in front of every topic's name
 * @param keysDirectory where the JWK Set files are
 * @param credentialTestsPerMinute of one account; saving a connection is one too
 * @param deletedConnectionsKept how long a deleted connection can be restored
 */
@ConfigurationProperties("atlas")
record ServiceSettings(
    @DefaultValue("atlas.") String topicPrefix,
    @DefaultValue(".atlas/keys") Path keysDirectory,
    @DefaultValue Egress egress,
    @DefaultValue("600") int credentialTestsPerMinute,
    @DefaultValue("30d") Duration deletedConnectionsKept) {

  ServiceSettings {
    if (credentialTestsPerMinute < 1) {
      throw new IllegalArgumentException("atlas.credential-tests-per-minute must be at least 1");
    }
    if (deletedConnectionsKept.isNegative()) {
      throw new IllegalArgumentException("atlas.deleted-connections-kept must not be negative");
    }
  }

  /**
   * Where token endpoints and targets may be although internal.
   *
   * @param allowed blocks such as {@code 127.0.0.0/8}
   */
  record Egress(@DefaultValue List<String> allowed) {

    EgressRules rules() {
      return EgressRules.of(allowed);
    }
  }
}
