package io.atlas.console.status;

import io.atlas.kit.background.ManagedThread;
import io.atlas.kit.background.TopicReader;
import io.atlas.kit.background.UnusableRecordException;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Follows {@code service-status}, and looks at what is unread. */
@Configuration(proxyBeanMethods = false)
class StatusIntake {

  /** With the readers of topics. */
  private static final int PHASE = 1;

  @Bean
  Instances instances(Clock clock) {
    return new Instances(clock, System::nanoTime);
  }

  @Bean
  Backlog backlog(Clock clock) {
    return new Backlog(clock, System::nanoTime);
  }

  @Bean
  TopicReader statusReader(KafkaConnection kafka, Instances instances) {
    return TopicReader.ofAllRecords(
        kafka, "console-status", Topic.SERVICE_STATUS, record -> take(record, instances));
  }

  private static void take(ConsumerRecord<String, byte[]> record, Instances instances) {
    if (record.key() == null) {
      throw new UnusableRecordException("it has no key");
    }
    ServiceStatus status =
        record.value() == null ? null : TopicReader.read(record, ServiceStatus.class);
    if (status != null && !status.key().equals(record.key())) {
      throw new UnusableRecordException("its key names another instance");
    }
    instances.take(record.key(), status, record.timestamp());
  }

  @Bean
  ManagedThread backlogThread(
      KafkaConnection kafka,
      Backlog backlog,
      @Value("${atlas.worker.group-id:atlas-action-worker}") String workers) {
    Map<BacklogReader.Read, LagHistory> histories = new HashMap<>();
    return new ManagedThread(
        "console-backlog",
        PHASE,
        () -> new BacklogReader(kafka, workers, backlog, histories, System::nanoTime));
  }
}
