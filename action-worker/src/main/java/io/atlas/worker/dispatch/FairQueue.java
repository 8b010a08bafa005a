package io.atlas.worker.dispatch;

import io.atlas.worker.dispatch.Lane.Account;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that could start something, in turn by account and within an account in turn by lane, so
 * that neither an account's backlog nor an action's holds up another's. Not thread-safe.
 */
final class FairQueue {

  private final ArrayDeque<Account> ring = new ArrayDeque<>();

  /** Adds the lane unless it is in already. */
  void add(Lane lane) {
    if (lane.ready) {
      return;
    }
    lane.ready = true;
    lane.account.ready.add(lane);
    if (!lane.account.inRing) {
      lane.account.inRing = true;
      ring.add(lane.account);
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
      Account account = ring.remove();
      if (account.inFlight >= accountCap) {
        ring.add(account);
        continue;
      }
      Lane lane = account.ready.remove();
      lane.ready = false;
      if (account.ready.isEmpty()) {
        account.inRing = false;
      } else {
        ring.add(account);
      }
      return lane;
    }
    return null;
  }

  boolean isEmpty() {
    return ring.isEmpty();
  }
}
