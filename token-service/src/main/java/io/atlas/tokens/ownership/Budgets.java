package io.atlas.tokens.ownership;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.provider.Providers;
import io.atlas.tokens.token.TokenBook;
import java.time.Instant;

/** Tells how much of its daily budget a connection has used. Thread-safe. */
public final class Budgets {

  private final Providers providers;
  private final BudgetObserver observer;

  public Budgets(Providers providers, BudgetObserver observer) {
    this.providers = providers;
    this.observer = observer;
  }

  void used(String connectionId, ConnectionState connection, TokenBook book, Instant now) {
    providers
        .tokenRequestsPerDay(connection.settings())
        .ifPresent(budget ->
            observer.used(connectionId, book.askedLastHour(now), book.askedLastDay(now), budget));
  }
}
