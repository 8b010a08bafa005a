package io.atlas.console.topic;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** What the broker says of our topics, asked once in some seconds for everybody. Thread-safe. */
@Component
class TopicFigures implements DisposableBean {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Admin admin;
  private final String prefix;
  private final LoadingCache<String, Overview> kept;

  TopicFigures(KafkaConnection kafka, Clock clock) {
    this.admin = kafka.admin("console-topics");
    this.kept =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(1)
            .build(prefix -> new TopicQuestions(admin, prefix, clock).ask());
    this.prefix = kafka.topicPrefix();
  }

  Overview now() {
    return kept.get(prefix);
  }

  @Override
  public void destroy() {
    admin.close(Duration.ofSeconds(1));
  }
}
