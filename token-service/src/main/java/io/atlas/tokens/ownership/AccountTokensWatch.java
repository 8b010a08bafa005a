package io.atlas.tokens.ownership;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.token.AccountTokens;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts anew what all instances have written, because owners here know only of their own tokens at
 * once. So until the next count an account may take its bound once for each instance.
 */
public final class AccountTokensWatch {

  private static final Logger log = LoggerFactory.getLogger(AccountTokensWatch.class);

  /** A million tokens are looked through in less than 0.1 s. */
  private static final Duration COUNT = Duration.ofSeconds(5);

  private final TopicView<TokenState> tokens;
  private final TopicView<ConnectionState> connections;
  private final AccountTokens accounts;
  private final ScheduledExecutorService timer;

  public AccountTokensWatch(
      TopicView<TokenState> tokens,
      TopicView<ConnectionState> connections,
      AccountTokens accounts,
      ScheduledExecutorService timer) {
    this.tokens = tokens;
    this.connections = connections;
    this.accounts = accounts;
    this.timer = timer;
  }

  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, COUNT.toMillis(), COUNT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (connections.isCaughtUp() && tokens.isCaughtUp()) {
        count();
      }
    } catch (RuntimeException | Error broken) {
      // A task that throws is never run again.
      log.error("tokens of accounts: {}", broken.toString());
    }
  }

  private void count() {
    Map<String, AccountTokens.Large> all = new HashMap<>();
    tokens.forEach((connectionId, state) -> {
      if (AccountTokens.Large.of("", state) != null) {
        ConnectionState connection = connections.get(connectionId);
        AccountTokens.Large large =
            connection == null ? null : AccountTokens.Large.of(connection.accountId(), state);
        if (large != null) {
          all.put(connectionId, large);
        }
      }
    });
    accounts.recount(all);
  }
}
