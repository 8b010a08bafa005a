package io.atlas.connections.credentialtest;

import io.atlas.connections.problem.ProblemException;
import io.atlas.kit.rate.AccountShares;
import io.atlas.kit.rate.Allowances;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How many credential tests an account may ask for: nobody shall guess secrets, or bother a
 * provider, by way of this service. What was not used in a minute may be used at once. Each
 * instance counts for itself. Thread-safe.
 */
public final class TestAllowance {

  /** Each waits for a provider, up to 18 s, and holds its secrets in the token-service's memory. */
  private static final int AT_ONCE = 10;

  private final int perMinute;
  private final AccountShares underWay = new AccountShares("credential tests", AT_ONCE);
  private final Allowances allowances;

  /**
   * @param perMinute at least 1
   */
  public TestAllowance(int perMinute, TimeMeter time) {
    this.perMinute = perMinute;
    this.allowances = new Allowances(perMinute, Duration.ofMinutes(1), perMinute, time);
  }

  /**
   * Makes a test of the account.
   *
   * @throws ProblemException 429 where the account has none left
   * @throws BulkheadFullException where it has too many under way
   */
  public <R> R within(String accountId, Supplier<R> test) {
    Duration wait = allowances.take(accountId);
    if (!wait.isZero()) {
      throw ProblemException.tooMany(
          "Too many credential tests: at most " + perMinute + " a minute.",
          Duration.ofSeconds(Allowances.seconds(wait)));
    }
    return underWay.use(accountId, test);
  }
}
