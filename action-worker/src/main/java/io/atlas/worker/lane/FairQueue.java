package io.atlas.worker.lane;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that could start something, in turn by account and within an account in turn by lane, so
 * that neither an account's backlog nor an action's holds up another's. Not thread-safe.
 */
final class FairQueue {

  /** Accounts with ready lanes. */
  private final ArrayDeque<LaneAccount> ring = new ArrayDeque<>();

  /** Adds the lane unless it is in already. */
  void add(Lane lane) {
    if (lane.becomesReady() && lane.account().addReady(lane)) {
      ring.add(lane.account());
    }
  }

  /**
   * The next lane, which is taken out.
   *
   * @param accountCap what one account may have in flight; whoever has more waits, also where
   *     nobody else is ready
   */
  @Nullable Lane next(int accountCap) {
    for (int turns = ring.size(); turns > 0; turns--) {
      LaneAccount account = ring.remove();
      if (account.inFlight() >= accountCap) {
        ring.add(account);
        continue;
      }
      Lane lane = account.takeReady();
      lane.hasHadItsTurn();
      if (account.hasReady()) {
        ring.add(account);
      }
      return lane;
    }
    return null;
  }
}
