package io.atlas.connections;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator may set.
 *
 * @param keysDirectory where the JWK Set files are
 * @param credentialTestsPerMinute of one account; saving a connection is one too
 * @param deletedConnectionsKept how long a deleted connection can be restored
 * @param accountStorage what an account's actions and connections may take together, as JSON
 * @param auditKept how long it is known who changed what; at least 30 days
 */
@ConfigurationProperties("atlas")
record ConnectionServiceSettings(
    @DefaultValue(".atlas/keys") Path keysDirectory,
    @DefaultValue("600") int credentialTestsPerMinute,
    @DefaultValue("30d") Duration deletedConnectionsKept,
    @DefaultValue("400d") Duration auditKept,
    @DefaultValue("128MB") DataSize accountStorage) {

  private static final DataSize LEAST_STORAGE = DataSize.ofMegabytes(1);
  private static final Duration SHORTEST_AUDIT = Duration.ofDays(30);

  ConnectionServiceSettings {
    if (credentialTestsPerMinute < 1) {
      throw new IllegalArgumentException("atlas.credential-tests-per-minute must be at least 1");
    }
    if (accountStorage.compareTo(LEAST_STORAGE) < 0) {
      throw new IllegalArgumentException("atlas.account-storage must be at least 1MB");
    }
    if (deletedConnectionsKept.isNegative()) {
      throw new IllegalArgumentException("atlas.deleted-connections-kept must not be negative");
    }
    if (auditKept.compareTo(SHORTEST_AUDIT) < 0) {
      throw new IllegalArgumentException("atlas.audit-kept must be at least 30 days");
    }
  }
}
