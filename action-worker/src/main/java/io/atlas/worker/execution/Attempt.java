package io.atlas.worker.execution;

import io.atlas.model.redaction.Redaction;
import io.atlas.model.template.Rendered;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of one attempt, gathered as it goes. Owned by the thread that makes it. */
final class Attempt {

  final FiredEvent event;
  final CompiledAction action;
  final Instant startedAt;
  final long startNanos;

  final List<Redaction> secrets = new ArrayList<>(2);
  Rendered.@Nullable Request request;
  @Nullable CallOutcome call;
  int calls;
  @Nullable String repeated;
  @Nullable Long tokenGeneration;
  long tokenNanos = -1;

  Attempt(FiredEvent event, CompiledAction action, Instant startedAt, long startNanos) {
    this.event = event;
    this.action = action;
    this.startedAt = startedAt;
    this.startNanos = startNanos;
  }
}
