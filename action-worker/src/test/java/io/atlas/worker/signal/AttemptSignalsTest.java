package io.atlas.worker.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.FailureCategory;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Journey;
import io.atlas.worker.result.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AttemptSignalsTest {

  private static final CompiledAction ACTION =
      new CompiledAction(
          "a",
          new ActionDefinition(
              1,
              "acme",
              "Test",
              true,
              "GET",
              "https://api.example.com/",
              List.of(),
              null,
              null,
              1_000,
              null,
              null,
              null,
              List.of()),
          new CompiledAction.Recipe.Unusable(FailureCategory.TEMPLATE, "no"));

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.atlas.worker.attempt");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AttemptSignals signals = new AttemptSignals(new SimpleMeterRegistry(), () -> 0.5);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void everyFailureIsALineAndEverySuccessIsWhereSomebodyAsksForIt() {
    logger.setLevel(Level.INFO);
    signals.attempted(event("e1"), ACTION, new Outcome.Succeeded(result("e1", null)));
    signals.attempted(
        event("e2"), ACTION, new Outcome.Dead(result("e2", FailureCategory.FORBIDDEN)));
    logger.setLevel(Level.DEBUG);
    signals.attempted(event("e3"), ACTION, new Outcome.Succeeded(result("e3", null)));
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            line -> assertThat(line).contains("execution=e2", "category=FORBIDDEN"),
            line -> assertThat(line).contains("execution=e3", "outcome=SUCCEEDED"));
  }

  private static FiredEvent event(String executionId) {
    return new FiredEvent(
        new ConsumerRecord<>("fired", 3, 17, null, new byte[0]),
        "a",
        null,
        executionId,
        Instant.EPOCH,
        Journey.of(new RecordHeaders()),
        0);
  }

  private static ActionExecuted result(String executionId, FailureCategory category) {
    return new ActionExecuted(
        executionId,
        "a",
        "acme",
        1,
        category == null ? ActionExecuted.Outcome.SUCCEEDED : ActionExecuted.Outcome.FAILED,
        null,
        category,
        null,
        Instant.EPOCH,
        1,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
