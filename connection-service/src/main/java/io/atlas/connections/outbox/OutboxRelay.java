package io.atlas.connections.outbox;

import io.atlas.kit.background.ManagedThread;
import io.atlas.model.kafka.KafkaConnection;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps a {@link RelaySession} going, through restarts of database and broker. */
@Configuration(proxyBeanMethods = false)
class OutboxRelay {

  /** Started before requests are taken and stopped after the last one. */
  private static final int PHASE = 0;

  @Bean
  ManagedThread outboxRelayThread(
      JdbcConnectionDetails database, KafkaConnection kafka, Acknowledgements acknowledgements) {
    return new ManagedThread(
        "outbox-relay",
        PHASE,
        () -> RelaySession.open(database, kafka, acknowledgements),
        SQLException.class,
        KafkaException.class);
  }
}
