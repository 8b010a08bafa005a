package io.atlas.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptibleTest {

  private final Interruptible call = new Interruptible(Thread.currentThread());

  @AfterEach
  void leaveTheThreadAsItWas() {
    var _ = Thread.interrupted();
  }

  @Test
  void aCallThatGoesOnIsInterruptedAndItsEndTakesTheInterruptionBack() {
    call.interrupt();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    call.end();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatTheThreadDoesAfterTheCallIsNotInterrupted() {
    call.end();
    call.interrupt();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
