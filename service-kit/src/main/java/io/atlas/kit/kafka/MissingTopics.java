package io.atlas.kit.kafka;

import io.atlas.model.kafka.KafkaConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics once the broker answers, if it does not at the start. Thread-safe. */
final class MissingTopics {

  private static final Logger log = LoggerFactory.getLogger(MissingTopics.class);

  private static final int ANSWERS_WITHIN_MS = 1_500;
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final KafkaConnection kafka;
  private final int partitions;
  private boolean made;
  private boolean told;

  MissingTopics(KafkaConnection kafka, int partitions) {
    this.kafka = kafka;
    this.partitions = partitions;
  }

  KafkaConnection kafka() {
    return kafka;
  }

  Duration step() throws InterruptedException {
    return makeIfBrokerAnswers() ? FOR_EVER : AGAIN;
  }

  /** Whether they are there. */
  synchronized boolean makeIfBrokerAnswers() throws InterruptedException {
    if (!made && brokerAnswers()) {
      kafka.ensureTopics(partitions);
      made = true;
    }
    return made;
  }

  private boolean brokerAnswers() throws InterruptedException {
    try (Admin admin = kafka.admin("topic-setup")) {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(ANSWERS_WITHIN_MS))
          .clusterId()
          .get(ANSWERS_WITHIN_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException away) {
      if (!told) {
        log.warn("the broker {} does not answer; starting without it", kafka.bootstrapServers());
      }
      told = true;
      return false;
    }
  }
}
