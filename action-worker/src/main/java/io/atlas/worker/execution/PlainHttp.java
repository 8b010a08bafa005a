package io.atlas.worker.execution;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.seal.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Whether a target may be called without TLS: only where the operator's rule lets it. */
final class PlainHttp {

  private static final long REMEMBERED_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int MAX_REMEMBERED = 10_000;

  private final EgressGuard egress;
  private final LongSupplier nanoTime;
  private final Map<Origin, Checked> checked = new ConcurrentHashMap<>();

  PlainHttp(EgressGuard egress, LongSupplier nanoTime) {
    this.egress = egress;
    this.nanoTime = nanoTime;
  }

  private record Checked(boolean refused, long at) {}

  /** False also where only the call itself can tell, such as for unknown hosts. */
  boolean isRefused(Origin origin) {
    if (origin.scheme().equals("https")) {
      return false;
    }
    long now = nanoTime.getAsLong();
    Checked known = checked.get(origin);
    if (known != null && now - known.at() < REMEMBERED_NANOS) {
      return known.refused();
    }
    boolean refused = egress.check(origin.toString()) instanceof Verdict.Malformed;
    if (checked.size() >= MAX_REMEMBERED) {
      checked.clear();
    }
    checked.put(origin, new Checked(refused, now));
    return refused;
  }
}
