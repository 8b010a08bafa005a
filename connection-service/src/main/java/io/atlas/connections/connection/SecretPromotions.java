package io.atlas.connections.connection;

import io.atlas.connections.outbox.Outbox;
import io.atlas.kit.background.TopicReader;
import io.atlas.kit.background.UnusableRecordException;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Stores what the token-service sealed anew, where what it replaces still stands. A record counts
 * as done once it is stored; storing it twice does nothing the second time.
 */
@Component
class SecretPromotions {

  private static final Logger log = LoggerFactory.getLogger(SecretPromotions.class);

  private final ConnectionStore store;
  private final Outbox outbox;

  SecretPromotions(ConnectionStore store, Outbox outbox) {
    this.store = store;
    this.outbox = outbox;
  }

  @Bean
  TopicReader secretPromotionReader(KafkaConnection kafka) {
    return TopicReader.ofGroup(
        kafka,
        "secret-promotions",
        "connection-service",
        Topic.SECRET_PROMOTIONS,
        this::apply,
        DataAccessException.class,
        TransactionException.class);
  }

  private void apply(ConsumerRecord<String, byte[]> record) {
    SecretPromotion promotion = TopicReader.read(record, SecretPromotion.class);
    String id = record.key();
    if (id == null) {
      throw new UnusableRecordException("it has no key");
    }
    try {
      boolean stored = outbox.commit(() -> promoted(id, promotion)).result();
      log.info("connection {}: {} {}", id, promotion.reason(), stored ? "stored" : "out of date");
    } catch (DataIntegrityViolationException refused) {
      // Such as an id with a NUL in it: no try will ever be accepted.
      throw new UnusableRecordException("it holds what the database cannot");
    }
  }

  /** Compare-and-set under the row's lock; the credentials version stays. */
  private boolean promoted(String id, SecretPromotion promotion) {
    Optional<StoredConnection> stored = store.lock(promotion.accountId(), id);
    var next = stored.flatMap(known -> States.promoted(known.state(), promotion));
    next.ifPresent(state -> store.update(id, state, stored.orElseThrow().secretSet()));
    return next.isPresent();
  }
}
