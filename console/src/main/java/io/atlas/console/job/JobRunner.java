package io.atlas.console.job;

import io.atlas.kit.background.ManagedThread;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Takes turns at jobs, one after the other, for as long as the console runs. */
@Configuration(proxyBeanMethods = false)
class JobRunner {

  private static final Duration IDLE = Duration.ofMillis(200);

  @Bean
  ManagedThread jobThread(JobLeases leases, JobTurns turns) {
    return new ManagedThread(
        "jobs",
        SmartLifecycle.DEFAULT_PHASE,
        () ->
            () ->
                leases
                    .take()
                    .map(job -> {
                      turns.take(job);
                      return Duration.ZERO;
                    })
                    .orElse(IDLE),
        DataAccessException.class,
        TransactionException.class,
        KafkaException.class);
  }
}
