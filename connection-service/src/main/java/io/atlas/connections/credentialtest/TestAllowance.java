package io.atlas.connections.credentialtest;

import io.atlas.connections.account.AccountBulkhead;
import io.atlas.connections.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How many credential tests an account may ask for: nobody shall guess secrets, or bother a
 * provider, by way of this service. What was not used in a minute may be used at once. Each
 * instance counts for itself. Thread-safe.
 */
public final class TestAllowance {

  private static final double MINUTE_MS = 60_000;

  /** Beyond it, accounts whose allowance is whole again are forgotten. */
  private static final int MANY_ACCOUNTS = 10_000;

  /** Each waits for a provider, up to 18 s, and holds its secrets in the token-service's memory. */
  private static final int AT_ONCE = 10;

  private final int perMinute;
  private final AccountBulkhead underWay = new AccountBulkhead("credential tests", AT_ONCE);
  private final Clock clock;
  private final Map<String, Left> accounts = new ConcurrentHashMap<>();

  /**
   * @param perMinute at least 1
   */
  public TestAllowance(int perMinute, Clock clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  private record Left(double tests, long at) {}

  /**
   * Makes a test of the account.
   *
   * @throws ProblemException 429 where the account has none left, or has too many under way
   */
  public <R> R within(String accountId, Supplier<R> test) {
    take(accountId);
    return underWay.within(accountId, test);
  }

  private void take(String accountId) {
    long now = clock.millis();
    if (accounts.size() > MANY_ACCOUNTS) {
      accounts.values().removeIf(left -> refilled(left, now) >= perMinute);
    }
    AtomicBoolean taken = new AtomicBoolean();
    Left left =
        accounts.compute(
            accountId,
            (id, before) -> {
              double tests = before == null ? perMinute : refilled(before, now);
              taken.set(tests >= 1);
              return new Left(tests >= 1 ? tests - 1 : tests, now);
            });
    if (!taken.get()) {
      long wait = (long) Math.ceil((1 - left.tests()) * 60 / perMinute);
      throw ProblemException.tooMany(
          "Too many credential tests: at most " + perMinute + " a minute.",
          Duration.ofSeconds(Math.max(1, wait)));
    }
  }

  private double refilled(Left left, long now) {
    double earned = Math.max(0, now - left.at()) * perMinute / MINUTE_MS;
    return Math.min(perMinute, left.tests() + earned);
  }
}
