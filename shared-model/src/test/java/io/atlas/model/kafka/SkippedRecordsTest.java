package io.atlas.model.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SkippedRecordsTest {

  private final Logger log = (Logger) LoggerFactory.getLogger(SkippedRecordsTest.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong now = new AtomicLong();
  private final SkippedRecords skipped = new SkippedRecords(log, now::get);

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void leave() {
    log.detachAppender(lines);
  }

  @Test
  void allAreCountedAndOneASecondIsLogged() {
    for (int offset = 0; offset < 1_000; offset++) {
      skip(offset);
      now.addAndGet(Duration.ofMillis(10).toNanos());
    }
    assertThat(skipped.count()).isEqualTo(1_000);
    assertThat(lines.list).hasSize(10);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .isEqualTo("skipped 1 record(s), the last at topic-3 offset 0: not JSON");
    assertThat(lines.list.getLast().getFormattedMessage())
        .isEqualTo("skipped 100 record(s), the last at topic-3 offset 900: not JSON");
  }

  private void skip(long offset) {
    skipped.skipped(new ConsumerRecord<>("topic", 3, offset, "secret-key", "secret"), "not JSON");
  }
}
