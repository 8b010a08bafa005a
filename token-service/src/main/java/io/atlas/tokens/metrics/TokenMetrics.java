package io.atlas.tokens.metrics;

import io.atlas.kit.clock.ClockSkews;
import io.atlas.model.event.ServiceStatus.Budget;
import io.atlas.model.event.ServiceStatus.TokenRequests;
import io.atlas.model.event.ServiceStatus.Tokens;
import io.atlas.tokens.grant.RequestObserver;
import io.atlas.tokens.ownership.BudgetObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Token requests by provider host and outcome, and how much of its daily budget a connection has
 * used. The number of hosts and connections that get a label of their own is bounded. Thread-safe.
 */
public final class TokenMetrics implements RequestObserver, BudgetObserver {

  private static final String REQUESTS = "atlas.token.requests";
  private static final String HOST = "host";
  private static final String OUTCOME = "outcome";
  private static final String OTHER = "other";

  /** In a status. */
  private static final int MOST_TOLD = 50;

  private static final int MOST_HOSTS = 100;
  private static final int MOST_BUDGETS = 100;

  private final MeterRegistry meters;
  private final Set<String> hosts = ConcurrentHashMap.newKeySet();
  private final ClockSkews skews;
  private final Map<String, Usage> usage = new ConcurrentHashMap<>();

  /** Held here: a registry holds its gauges' numbers weakly. */
  private record Usage(AtomicInteger day, AtomicInteger hour, AtomicInteger limit) {}

  public TokenMetrics(MeterRegistry meters, ClockSkews skews) {
    this.meters = meters;
    this.skews = skews;
  }

  @Override
  public void requested(String host, String outcome, Duration latency) {
    boolean known = hosts.contains(host) || (hosts.size() < MOST_HOSTS && hosts.add(host));
    String label = known ? host : OTHER;
    meters.timer(REQUESTS, Tags.of(HOST, label, OUTCOME, outcome)).record(latency);
  }

  /** Since the start, most first; hosts beyond the first {@link #MOST_TOLD} are counted as one. */
  public List<TokenRequests> requests() {
    Map<String, Map<String, Long>> counts = new HashMap<>();
    Map<String, Long> ofHost = new HashMap<>();
    for (Timer timer : meters.find(REQUESTS).timers()) {
      String host = String.valueOf(timer.getId().getTag(HOST));
      counts
          .computeIfAbsent(host.equals(OTHER) ? Tokens.OTHERS : host, _ -> new HashMap<>())
          .merge(String.valueOf(timer.getId().getTag(OUTCOME)), timer.count(), Long::sum);
      ofHost.merge(host.equals(OTHER) ? Tokens.OTHERS : host, timer.count(), Long::sum);
    }
    List<String> byCount =
        ofHost.keySet().stream()
            .sorted(
                Comparator.comparing((String host) -> host.equals(Tokens.OTHERS))
                    .thenComparing(ofHost::get, Comparator.reverseOrder())
                    .thenComparing(host -> host))
            .toList();
    Map<String, Map<String, Long>> told = new LinkedHashMap<>();
    for (String host : byCount) {
      Map<String, Long> into =
          told.computeIfAbsent(
              told.size() < MOST_TOLD ? host : Tokens.OTHERS, _ -> new TreeMap<>());
      counts.getOrDefault(host, Map.of()).forEach((k, count) -> into.merge(k, count, Long::sum));
    }
    return told.entrySet().stream()
        .flatMap(host ->
            host.getValue().entrySet().stream()
                .map(each -> new TokenRequests(host.getKey(), each.getKey(), each.getValue())))
        .toList();
  }

  /** Those that are used most, relative to what they may have. */
  public List<Budget> budgets() {
    return usage.entrySet().stream()
        .map(each ->
            new Budget(each.getKey(), each.getValue().day().get(), each.getValue().limit().get()))
        .sorted(
            Comparator.comparingDouble(
                    (Budget budget) -> -1.0 * budget.usedToday() / Math.max(1, budget.perDay()))
                .thenComparing(Budget::connectionId))
        .limit(MOST_TOLD)
        .toList();
  }

  @Override
  public void clockSeen(String host, Duration skew) {
    skews.seen("provider", host, skew);
  }

  @Override
  public void used(String connectionId, int lastHour, int lastDay, int budget) {
    if (!usage.containsKey(connectionId) && usage.size() >= MOST_BUDGETS) {
      return;
    }
    Usage used = usage.computeIfAbsent(connectionId, this::gauges);
    used.day().set(lastDay);
    used.hour().set(lastHour);
    used.limit().set(budget);
  }

  private Usage gauges(String connectionId) {
    Tags tags = Tags.of("connection", connectionId);
    Usage used = new Usage(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    meters.gauge("atlas.token.budget.day", tags, used.day());
    meters.gauge("atlas.token.budget.hour", tags, used.hour());
    meters.gauge("atlas.token.budget.limit", tags, used.limit());
    return used;
  }
}
