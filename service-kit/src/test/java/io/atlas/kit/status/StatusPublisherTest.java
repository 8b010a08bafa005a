package io.atlas.kit.status;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.atlas.embedded.FreePort;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StatusPublisherTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @Test
  @DisplayName("A broker that is away blocks nobody for long, and is one line of the log")
  void away() throws InterruptedException {
    Logger log = (Logger) LoggerFactory.getLogger(StatusPublisher.class);
    lines.start();
    log.addAppender(lines);
    Instance self = new Instance("console", "i", "1", Instant.EPOCH, "host");
    StatusPublisher publisher =
        new StatusPublisher(
            KafkaConnection.of("localhost:" + FreePort.find()),
            self,
            () -> StatusSource.Told.NOTHING,
            () -> true,
            Clock.systemUTC());
    try {
      long begun = System.nanoTime();
      for (int step = 0; step < 3; step++) {
        assertThat(publisher.step()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
      }
      publisher.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    } finally {
      log.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .contains("nobody hears how this instance is");
  }

  @Test
  void aStartedInstanceKnowsItsVersionAndIsNoOther() {
    Instance one = Instance.starting("console", 1, Instant.EPOCH);
    assertThat(one.version()).matches("\\d+\\.\\d+.*");
    assertThat(Instance.starting("console", 2, Instant.EPOCH).name()).isNotEqualTo(one.name());
  }
}
