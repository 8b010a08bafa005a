package io.atlas.worker.execution;

import io.atlas.model.redaction.Redaction;
import io.atlas.model.template.Rendered;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.memory.InFlightMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of one attempt, gathered as it goes. Owned by the thread that makes it. */
final class Attempt {

  /** What every event pays for beforehand. */
  private static final int SMALL = 2 << 10;

  final FiredEvent event;
  final CompiledAction action;
  final InFlightMemory.Share memory;
  final Instant startedAt;
  final long startNanos;

  final List<Redaction> secrets = new ArrayList<>(2);
  Rendered.@Nullable Request request;
  @Nullable CallOutcome call;
  int calls;
  @Nullable String repeated;
  boolean nonceWanted;
  boolean leftOpen;
  @Nullable Long tokenGeneration;
  long tokenNanos = -1;
  long waitedNanos;

  Attempt(
      FiredEvent event,
      CompiledAction action,
      InFlightMemory.Share memory,
      Instant startedAt,
      long startNanos) {
    this.event = event;
    this.action = action;
    this.memory = memory;
    this.startedAt = startedAt;
    this.startNanos = startNanos;
  }

  /** Whether memory may hold the request as well until it is answered. */
  boolean mayHold(Rendered.Request rendered) {
    long bytes = rendered.body() == null ? 0 : rendered.body().length;
    bytes += 2L * rendered.url().length();
    for (Rendered.Field field : rendered.headers()) {
      bytes += 2L * field.value().length();
    }
    if (bytes <= SMALL) {
      return true;
    }
    // What is parked leaves memory; ordered events come back at once, and wait for this one.
    return event.orderingKey() == null ? memory.take(bytes) : memory.takeInTurn(bytes);
  }
}
