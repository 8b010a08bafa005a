package io.atlas.connections.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.atlas.connections.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/**
 * How many bytes an account's actions and connections may take together. Workers and token-services
 * hold those of all accounts in memory, so without a bound one account could fill every one of
 * them, and again after every restart (I12).
 *
 * <p>Far from its bound an account is counted once a minute, and what this instance adds meanwhile
 * is added; from half of it on, once a second. Several instances can exceed the bound by what they
 * take within that second. Thread-safe.
 */
public final class AccountStorage {

  private static final Duration COUNTED_FAR = Duration.ofMinutes(1);
  private static final Duration COUNTED_NEAR = Duration.ofSeconds(1);

  private static final String COUNT =
      """
      SELECT (SELECT coalesce(sum(size), 0) FROM connections.action WHERE account_id = :account)
        + (SELECT coalesce(sum(size), 0) FROM connections.connection WHERE account_id = :account)
      """;

  private final DataSize most;
  private final ToLongFunction<String> count;
  private final Clock clock;
  private final LoadingCache<String, Account> accounts;

  /**
   * @param most of one account
   * @param count bytes that an account's rows take now
   */
  AccountStorage(DataSize most, ToLongFunction<String> count, Clock clock) {
    this.most = most;
    this.count = count;
    this.clock = clock;
    this.accounts =
        Caffeine.newBuilder()
            .expireAfterAccess(COUNTED_FAR)
            .maximumSize(100_000)
            .build(Account::new);
  }

  /**
   * @param most of one account
   */
  public static AccountStorage inDatabase(DataSize most, JdbcClient jdbc, Clock clock) {
    return new AccountStorage(
        most,
        account -> jdbc.sql(COUNT).param("account", account).query(Long.class).single(),
        clock);
  }

  /**
   * Takes room for what is about to be stored.
   *
   * @param before bytes of what it replaces, 0 for nothing
   * @param after its bytes
   * @throws ProblemException 413 where the account takes too much with it; what makes an account
   *     smaller is always accepted
   */
  public void take(String accountId, long before, long after) {
    accounts.get(accountId).add(after - before);
  }

  private final class Account {
    private final String id;
    private long bytes; // guarded by this
    private Instant counted = Instant.MIN; // guarded by this

    Account(String id) {
      this.id = id;
    }

    synchronized void add(long more) {
      if (more > 0) {
        boolean near = bytes + more > most.toBytes() / 2;
        Instant now = clock.instant();
        if (counted.isBefore(now.minus(near ? COUNTED_NEAR : COUNTED_FAR))) {
          bytes = count.applyAsLong(id);
          counted = now;
        }
        if (bytes + more > most.toBytes()) {
          throw new ProblemException(
              HttpStatus.CONTENT_TOO_LARGE,
              "With this, the account's actions and connections would take more than %d MiB, the"
                      .formatted(most.toMegabytes())
                  + " most that an account may. Delete some, or make them smaller; or ask the"
                  + " operator for more.");
        }
      }
      bytes += more;
    }
  }
}
