package io.atlas.console.status;

import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Budget;
import io.atlas.model.event.ServiceStatus.TokenRequests;
import io.atlas.model.event.ServiceStatus.Tokens;
import io.atlas.model.event.ServiceStatus.Work;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Token requests over all instances that are there, each since its own start: an instance that ends
 * takes its counts along.
 *
 * @param requests by provider's host and outcome, most of a host first
 * @param attempts of the workers
 * @param tokenWaits of them, those that had to wait for a token
 * @param providersAway that give no tokens
 * @param connectionsWaiting for them
 * @param budgets most used first
 */
public record TokenFigures(
    List<TokenRequests> requests,
    long attempts,
    long tokenWaits,
    int providersAway,
    int connectionsWaiting,
    List<Budget> budgets) {

  /** The part of attempts that need not wait for a token, 0 to 1; null where there were none. */
  public @Nullable Double hitRatio() {
    return attempts == 0 ? null : Math.clamp(1.0 - (double) tokenWaits / attempts, 0.0, 1.0);
  }

  static TokenFigures of(Collection<ServiceStatus> instances) {
    List<Tokens> services =
        instances.stream().map(each -> each.figures().tokens()).filter(Objects::nonNull).toList();
    List<Work> workers =
        instances.stream().map(each -> each.figures().work()).filter(Objects::nonNull).toList();
    Map<String, Budget> budgets = new HashMap<>();
    services.forEach(service ->
        service
            .budgets()
            .forEach(budget ->
                budgets.merge(
                    budget.connectionId(),
                    budget,
                    (one, other) -> one.usedToday() >= other.usedToday() ? one : other)));
    return new TokenFigures(
        requests(services),
        workers.stream().mapToLong(Work::attempts).sum(),
        workers.stream().mapToLong(Work::tokenWaits).sum(),
        services.stream().mapToInt(Tokens::providersAway).max().orElse(0),
        services.stream().mapToInt(Tokens::connectionsWaiting).max().orElse(0),
        budgets.values().stream()
            .sorted(
                Comparator.comparingDouble(
                        (Budget each) -> -1.0 * each.usedToday() / Math.max(1, each.perDay()))
                    .thenComparing(Budget::connectionId))
            .toList());
  }

  private static List<TokenRequests> requests(List<Tokens> services) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    for (Tokens service : services) {
      for (TokenRequests each : service.requests()) {
        counts
            .computeIfAbsent(each.host(), _ -> new TreeMap<>())
            .merge(each.outcome(), each.count(), Long::sum);
      }
    }
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Map<String, Long>> host) ->
                -host.getValue().values().stream().mapToLong(Long::longValue).sum()))
        .flatMap(host ->
            host.getValue().entrySet().stream()
                .map(each -> new TokenRequests(host.getKey(), each.getKey(), each.getValue())))
        .toList();
  }
}
