package io.atlas.tokens.ownership;

/** Told of each token request of a connection that has a budget. Must not block. */
@FunctionalInterface
public interface BudgetObserver {

  /**
   * @param lastHour token requests of the connection, this one included, as far as this owner knows
   * @param budget a day
   */
  void used(String connectionId, int lastHour, int lastDay, int budget);
}
