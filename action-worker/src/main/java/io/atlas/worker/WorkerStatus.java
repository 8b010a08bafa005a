package io.atlas.worker;

import io.atlas.kit.status.StatusSource;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Work;
import io.atlas.model.seal.Origin;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.lane.Disturbance;
import io.atlas.worker.lane.Lanes;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.signal.AttemptSignals;
import io.atlas.worker.token.AccessTokens;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a worker tells of itself: the numbers of its gauges, and targets that are in trouble. */
@Component
final class WorkerStatus implements StatusSource {

  private static final Comparator<Disturbance> WORST_FIRST =
      Comparator.comparing(Disturbance::state)
          .thenComparing(Disturbance::nanos, Comparator.reverseOrder())
          .thenComparing(Disturbance::actionId);

  private final Dispatcher dispatcher;
  private final InFlightMemory memory;
  private final AttemptSignals signals;
  private final AccessTokens tokens;
  private final Definitions definitions;
  private final WorkerViews views;
  private final Clock clock;

  WorkerStatus(
      Dispatcher dispatcher,
      InFlightMemory memory,
      AttemptSignals signals,
      AccessTokens tokens,
      Definitions definitions,
      WorkerViews views,
      Clock clock) {
    this.dispatcher = dispatcher;
    this.memory = memory;
    this.signals = signals;
    this.tokens = tokens;
    this.definitions = definitions;
    this.views = views;
    this.clock = clock;
  }

  @Override
  public Told look() {
    Dispatcher.Load load = dispatcher.load();
    Lanes.Targets targets = dispatcher.targets();
    Work work =
        new Work(
            load.inFlight(),
            load.limit(),
            load.waiting(),
            targets.disturbances().size(),
            targets.rateLimited(),
            memory.used(),
            memory.capacity(),
            signals.attempts(),
            tokens.waits(),
            views.behind());
    Instant now = clock.instant();
    List<ServiceStatus.Circuit> circuits =
        targets.disturbances().stream()
            .sorted(WORST_FIRST)
            .limit(ServiceStatus.MOST_CIRCUITS)
            .map(each -> circuit(each, now))
            .toList();
    return new Told(work, null, circuits);
  }

  private ServiceStatus.Circuit circuit(Disturbance disturbance, Instant now) {
    return new ServiceStatus.Circuit(
        disturbance.actionId(),
        disturbance.accountId(),
        host(disturbance.actionId()),
        disturbance.state(),
        now.minusNanos(disturbance.nanos()),
        disturbance.lastFailure());
  }

  private @Nullable String host(String actionId) {
    CompiledAction action = definitions.find(actionId);
    Origin origin =
        action != null && action.recipe() instanceof Recipe.Usable usable
            ? usable.template().literalOrigin()
            : null;
    return origin == null ? null : origin.host();
  }
}
