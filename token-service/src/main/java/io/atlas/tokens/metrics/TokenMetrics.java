package io.atlas.tokens.metrics;

import io.atlas.kit.clock.ClockSkews;
import io.atlas.tokens.grant.RequestObserver;
import io.atlas.tokens.ownership.BudgetObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Token requests by provider host and outcome, and how much of its daily budget a connection has
 * used. The number of hosts and connections that get a label of their own is bounded. Thread-safe.
 */
public final class TokenMetrics implements RequestObserver, BudgetObserver {

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
    String label = known ? host : "other";
    meters
        .timer("atlas.token.requests", Tags.of("host", label, "outcome", outcome))
        .record(latency);
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
