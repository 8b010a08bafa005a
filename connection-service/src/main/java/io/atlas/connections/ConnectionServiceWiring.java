package io.atlas.connections;

import io.atlas.connections.account.AccountStorage;
import io.atlas.connections.audit.AuditKept;
import io.atlas.connections.connection.RestoreTime;
import io.atlas.connections.credentialtest.TestAllowance;
import io.atlas.connections.request.NewIds;
import io.atlas.connections.request.Sealing;
import io.atlas.kit.background.BackgroundConfiguration;
import io.atlas.kit.egress.EgressConfiguration;
import io.atlas.kit.idempotency.Fingerprints;
import io.atlas.kit.idempotency.IdempotencyConfiguration;
import io.atlas.kit.idempotency.IdempotencyTable;
import io.atlas.kit.identity.IdentityConfiguration;
import io.atlas.kit.kafka.KafkaConfiguration;
import io.atlas.kit.rate.RateConfiguration;
import io.atlas.kit.request.RequestConfiguration;
import io.atlas.kit.status.StatusConfiguration;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.EventSources;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.KeyRing;
import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is made of the settings and given to the features. */
@Configuration(proxyBeanMethods = false)
@Import({
  BackgroundConfiguration.class,
  EgressConfiguration.class,
  IdempotencyConfiguration.class,
  IdentityConfiguration.class,
  KafkaConfiguration.class,
  RateConfiguration.class,
  RequestConfiguration.class,
  StatusConfiguration.class
})
class ConnectionServiceWiring {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  NewIds newIds() {
    return new NewIds(new SecureRandom());
  }

  @Bean
  ActionPublisher actionPublisher(KafkaConnection kafka) {
    return ActionPublisher.connect(kafka, EventSources.CONNECTION_SERVICE);
  }

  @Bean
  Sealing sealing(ConnectionServiceSettings settings, Clock clock) {
    var keys = settings.keysDirectory();
    return new Sealing(
        KeyRing.of(KeyRing.publicFile(keys, "connection-secrets"), clock),
        KeyRing.of(KeyRing.publicFile(keys, "access-tokens"), clock));
  }

  @Bean
  Providers providers() {
    return Providers.load();
  }

  @Bean
  RestoreTime deletedConnectionsKept(ConnectionServiceSettings settings) {
    return new RestoreTime(settings.deletedConnectionsKept());
  }

  @Bean
  AccountStorage accountStorage(ConnectionServiceSettings settings, JdbcClient jdbc, Clock clock) {
    return AccountStorage.inDatabase(settings.accountStorage(), jdbc, clock);
  }

  @Bean
  AuditKept auditKept(ConnectionServiceSettings settings) {
    return new AuditKept(settings.auditKept());
  }

  @Bean
  TestAllowance testAllowance(ConnectionServiceSettings settings) {
    return new TestAllowance(settings.credentialTestsPerMinute(), TimeMeter.SYSTEM_NANOTIME);
  }

  @Bean
  IdempotencyTable idempotencyTable() {
    return new IdempotencyTable("connections.idempotency", "fingerprint", true);
  }

  @Bean
  Fingerprints fingerprints(ConnectionServiceSettings settings) {
    return Fingerprints.keyedIn(settings.keysDirectory(), new SecureRandom());
  }
}
