package io.atlas.console.status;

import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Circuit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Where things stand now, for pages and notices. Nothing here waits: it tells what was heard on
 * {@code service-status} and what was read of Kafka a few seconds ago, or that it is missing.
 * Thread-safe.
 *
 * <p>What spans accounts is for {@code atlas.platform} alone; {@link #circuits(String)} is what an
 * account may see.
 */
@Component
public class PlatformStatus {

  private static final Comparator<TroubledTarget> WORST_FIRST =
      Comparator.comparing(TroubledTarget::state)
          .thenComparing(TroubledTarget::since)
          .thenComparing(TroubledTarget::actionId);

  private final Instances instances;
  private final Backlog backlog;

  PlatformStatus(Instances instances, Backlog backlog) {
    this.instances = instances;
    this.backlog = backlog;
  }

  /** Every instance of every service, the lost ones first. */
  public Reading<List<InstanceState>> instances() {
    return instances.all();
  }

  /** Targets of all accounts that are not called as usual, worst first. */
  public Reading<List<TroubledTarget>> circuits() {
    return living().map(PlatformStatus::merged);
  }

  /** How many there are beyond those: a worker tells {@value ServiceStatus#MOST_CIRCUITS}. */
  public long untoldCircuits() {
    return living().map(PlatformStatus::untold).known().orElse(0L);
  }

  private static long untold(Collection<ServiceStatus> services) {
    long untold = 0;
    for (ServiceStatus service : services) {
      ServiceStatus.Work work = service.figures().work();
      untold += work == null ? 0 : Math.max(0, work.circuitsOpen() - service.circuits().size());
    }
    return untold;
  }

  /** Those of one account's actions. */
  public Reading<List<TroubledTarget>> circuits(String accountId) {
    return circuits()
        .map(all -> all.stream().filter(each -> each.accountId().equals(accountId)).toList());
  }

  public Reading<TokenFigures> tokens() {
    return living().map(TokenFigures::of);
  }

  /** What groups have not read yet, most first; without the delay topics. */
  public Reading<List<GroupLag>> lag() {
    return backlog.latest().map(Backlog.Found::lag);
  }

  /** What waits for its next attempt, by rising delay. */
  public Reading<List<Tier>> waiting() {
    return backlog.latest().map(Backlog.Found::tiers);
  }

  private Reading<Collection<ServiceStatus>> living() {
    return instances
        .all()
        .map(all -> all.stream().filter(each -> !each.lost()).map(InstanceState::status).toList());
  }

  private static List<TroubledTarget> merged(Collection<ServiceStatus> workers) {
    Map<String, TroubledTarget> byAction = new HashMap<>();
    for (ServiceStatus worker : workers) {
      for (Circuit circuit : worker.circuits()) {
        TroubledTarget told =
            new TroubledTarget(
                circuit.actionId(),
                circuit.accountId(),
                circuit.host(),
                circuit.state(),
                circuit.since(),
                circuit.lastCategory(),
                1);
        // An action moves to no other account; whoever says so is not believed for this one.
        byAction.merge(circuit.accountId() + '\n' + circuit.actionId(), told, TroubledTarget::and);
      }
    }
    return byAction.values().stream().sorted(WORST_FIRST).toList();
  }
}
