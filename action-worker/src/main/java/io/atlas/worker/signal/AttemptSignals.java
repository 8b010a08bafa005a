package io.atlas.worker.signal;

import io.atlas.kit.clock.ClockSkews;
import io.atlas.kit.start.InstanceName;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.seal.Origin;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.result.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer and, for every failure and some successes, a wide log event an attempt (for every success
 * where the logger is at DEBUG); a counter of what was parked. Label sets are bounded: targets
 * beyond the first fifty are counted as {@code other}. Thread-safe.
 */
public final class AttemptSignals {

  private static final Logger log = LoggerFactory.getLogger("io.atlas.worker.attempt");
  private static final int MAX_TARGETS = 50;

  /** One success in a hundred, and of a fast worker's no more than can be read. */
  private static final double LOGGED_SUCCESSES = 0.01;

  private static final int LOGGED_SUCCESSES_A_SECOND = 10;

  private static final String OTHER = "other";
  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final DoubleSupplier random;
  private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();
  private final Map<Origin, String> targets = new ConcurrentHashMap<>();
  private final AtomicInteger namedTargets = new AtomicInteger();
  private final Map<String, Counter> parkings = new ConcurrentHashMap<>();
  private final Counter poison;
  private final TargetClocks clocks;
  private final AtomicInteger loggedInSecond = new AtomicInteger();
  private volatile long loggedSecond;

  /**
   * @param random 0 (inclusive) to 1 (exclusive), picks the successes that are logged
   */
  public AttemptSignals(MeterRegistry registry, DoubleSupplier random) {
    this.registry = registry;
    this.random = random;
    this.clocks = new TargetClocks(new ClockSkews(registry, InstanceName.of("action-worker")));
    this.poison =
        Counter.builder("atlas.events.poison")
            .description("Events that were given up because workers died while they were under way")
            .register(registry);
  }

  private record Labels(
      ActionExecuted.Outcome outcome, @Nullable FailureCategory category, String target) {}

  /** An attempt came to this. */
  public void attempted(FiredEvent event, CompiledAction action, Outcome outcome) {
    ActionExecuted result =
        switch (outcome) {
          case Outcome.Succeeded(ActionExecuted succeeded) -> succeeded;
          case Outcome.Dead(ActionExecuted failed) -> failed;
          case Outcome.Delayed delayed -> delayed.result();
        };
    if (result == null) {
      parked(null);
      return;
    }
    String target = target(action);
    count(result, target);
    boolean succeeded = result.outcome() == ActionExecuted.Outcome.SUCCEEDED;
    if (log.isInfoEnabled() && (!succeeded || log.isDebugEnabled() || isPicked(result))) {
      log(event, target, result);
    }
  }

  /** A call was made in an attempt, and came to this a moment ago. */
  public void called(CompiledAction action, CallOutcome call, Instant now) {
    String target = target(action);
    if (!target.equals(OTHER)) {
      clocks.seen(target, call, now);
    }
  }

  /**
   * An event ended without an attempt, because there is nothing to execute or its way broke off.
   */
  public void unexecuted(ActionExecuted result) {
    count(result, OTHER);
  }

  private void count(ActionExecuted result, String target) {
    timers
        .computeIfAbsent(new Labels(result.outcome(), result.category(), target), this::timer)
        .record((long) (total(result) * 1e6), TimeUnit.NANOSECONDS);
  }

  /** How many were counted. */
  public long attempts() {
    return timers.values().stream().mapToLong(Timer::count).sum();
  }

  private boolean isPicked(ActionExecuted success) {
    if (random.getAsDouble() >= LOGGED_SUCCESSES) {
      return false;
    }
    long second = success.startedAt().getEpochSecond();
    // Two threads may both begin a second: then a few lines more.
    if (loggedSecond != second) {
      loggedSecond = second;
      loggedInSecond.set(0);
    }
    return loggedInSecond.incrementAndGet() <= LOGGED_SUCCESSES_A_SECOND;
  }

  /**
   * An event was parked: it is retried later without an attempt.
   *
   * @param category why, null for the worker's own limits
   */
  public void parked(@Nullable FailureCategory category) {
    parkings
        .computeIfAbsent(
            category == null ? "LIMITS" : category.name(),
            reason ->
                Counter.builder("atlas.events.parked")
                    .description("Events that are retried later without an attempt")
                    .tag("reason", reason)
                    .register(registry))
        .increment();
  }

  /** An event ended workers: whoever looks after them should know which, and where it lies. */
  public void poison(FiredEvent event, CompiledAction action) {
    poison.increment();
    log.error(
        "poison: workers died three times while it was under way: execution={} action={} account={}"
            + " topic={} partition={} offset={} bytes={}",
        event.executionId(),
        action.id(),
        action.definition().accountId(),
        event.record().topic(),
        event.record().partition(),
        event.record().offset(),
        event.size());
  }

  private Timer timer(Labels labels) {
    return Timer.builder("atlas.executions")
        .description("Attempts by outcome, failure category and target")
        .tag("outcome", labels.outcome().name())
        .tag("category", labels.category() == null ? NONE : labels.category().name())
        .tag("target", labels.target())
        .register(registry);
  }

  private String target(CompiledAction action) {
    Origin origin =
        action.recipe() instanceof Recipe.Usable usable ? usable.template().literalOrigin() : null;
    if (origin == null) {
      return OTHER;
    }
    String known = targets.get(origin);
    if (known != null) {
      return known;
    }
    if (namedTargets.get() >= MAX_TARGETS) {
      return OTHER;
    }
    return targets.computeIfAbsent(
        origin,
        fresh ->
            namedTargets.getAndIncrement() < MAX_TARGETS
                ? fresh.host() + ":" + fresh.port()
                : OTHER);
  }

  private static double total(ActionExecuted result) {
    return result.timings() == null ? 0 : result.timings().total();
  }

  /** One line with everything but what came from outside as text: that is in the result. */
  private static void log(FiredEvent event, String target, ActionExecuted result) {
    ActionExecuted.Timings timings = result.timings();
    log.info(
        "attempt execution={} action={} account={} attempt={} outcome={} category={} status={}"
            + " target={} connection={} generation={} waitingMs={} tokenMs={} connectMs={}"
            + " firstByteMs={} totalMs={} next={} partition={} offset={} trace={}",
        result.executionId(),
        result.actionId(),
        result.accountId(),
        result.attempt(),
        result.outcome(),
        result.category(),
        result.status(),
        target,
        result.connectionId(),
        result.tokenGeneration(),
        timings == null ? null : timings.waiting(),
        timings == null ? null : timings.token(),
        timings == null ? null : timings.connect(),
        timings == null ? null : timings.firstByte(),
        timings == null ? null : timings.total(),
        result.nextAttemptAt(),
        event.record().partition(),
        event.record().offset(),
        trace(event));
  }

  private static @Nullable String trace(FiredEvent event) {
    String traceParent = event.traceParent();
    return traceParent == null ? null : printable(traceParent);
  }

  /** No line breaks: a log line is one line. */
  private static String printable(String text) {
    StringBuilder clean = new StringBuilder();
    text.chars().limit(60).filter(c -> c > ' ' && c < 0x7F).forEach(c -> clean.append((char) c));
    return clean.toString();
  }
}
