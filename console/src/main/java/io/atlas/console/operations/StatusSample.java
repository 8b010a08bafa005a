package io.atlas.console.operations;

import io.atlas.console.status.GroupLag;
import io.atlas.console.status.InstanceState;
import io.atlas.console.status.PlatformStatus;
import io.atlas.console.status.Tier;
import io.atlas.console.status.TokenFigures;
import io.atlas.model.event.ServiceStatus.TokenRequests;
import io.atlas.model.event.ServiceStatus.Work;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How all services stood at a moment; null for what was not known then.
 *
 * @param inFlight calls of all workers
 * @param circuits targets that are not called as usual
 * @param lag unread records by group
 * @param waiting events by the delay that they wait for
 */
record StatusSample(
    Instant at,
    @Nullable Long inFlight,
    @Nullable Long circuits,
    @Nullable Map<String, Long> lag,
    @Nullable Map<String, Long> waiting,
    @Nullable Requests requests) {

  private static final String OK = "ok";

  /**
   * Token requests since their services started.
   *
   * @param granted by provider's host
   * @param refused those that brought no token, of all
   */
  record Requests(Map<String, Long> granted, long refused) {}

  static StatusSample of(PlatformStatus status, Instant at) {
    return new StatusSample(
        at,
        status.instances().known().map(StatusSample::inFlight).orElse(null),
        status.circuits().known().map(all -> (long) all.size()).orElse(null),
        status.lag().known().map(StatusSample::lag).orElse(null),
        status.waiting().known().map(StatusSample::waiting).orElse(null),
        status
            .tokens()
            .known()
            .map(tokens -> new Requests(granted(tokens), refused(tokens)))
            .orElse(null));
  }

  private static long inFlight(List<InstanceState> instances) {
    return instances.stream()
        .filter(each -> !each.lost())
        .map(each -> each.status().figures().work())
        .filter(Objects::nonNull)
        .mapToLong(Work::callsInFlight)
        .sum();
  }

  /** A group may read several topics. */
  private static Map<String, Long> lag(List<GroupLag> groups) {
    Map<String, Long> lag = new LinkedHashMap<>();
    groups.forEach(each -> lag.merge(each.group(), each.lag(), Long::sum));
    return lag;
  }

  private static Map<String, Long> waiting(List<Tier> tiers) {
    Map<String, Long> waiting = new LinkedHashMap<>();
    tiers.forEach(each -> waiting.merge(each.delay(), each.waiting(), Long::sum));
    return waiting;
  }

  private static Map<String, Long> granted(TokenFigures tokens) {
    Map<String, Long> granted = new LinkedHashMap<>();
    tokens.requests().stream()
        .filter(each -> each.outcome().equals(OK))
        .forEach(each -> granted.merge(each.host(), each.count(), Long::sum));
    return granted;
  }

  private static long refused(TokenFigures tokens) {
    return tokens.requests().stream()
        .filter(each -> !each.outcome().equals(OK))
        .mapToLong(TokenRequests::count)
        .sum();
  }
}
