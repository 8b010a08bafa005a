package io.atlas.worker.lane;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** The paces of connections that have one, and the lanes that follow them. Not thread-safe. */
final class ConnectionPaces {

  private final RateLimits rates;
  private final ObjLongConsumer<ConnectionPace> giveTurn;
  private final Map<String, ConnectionPace> paces = new HashMap<>();

  /**
   * @param giveTurn has the next lane that waits for a pace start, at that time
   */
  ConnectionPaces(RateLimits rates, ObjLongConsumer<ConnectionPace> giveTurn) {
    this.rates = rates;
    this.giveTurn = giveTurn;
  }

  /** Has the lane follow the limits that its action's definition names. */
  void pace(Lane lane, ActionDefinition definition, long now) {
    lane.paceAs(definition.rateLimit());
    // A disabled action calls nobody: its events are only parked.
    String connection = definition.enabled() ? definition.authentication().connectionId() : null;
    RateLimit rate =
        connection == null ? null : rates.ofConnection(connection, definition.accountId());
    ConnectionPace before = lane.connectionPace();
    if (connection == null || rate == null) {
      if (before != null) {
        move(lane, null, now);
      }
    } else if (before != null && before.isOf(connection)) {
      before.follow(rate);
    } else {
      ConnectionPace pace = paces.computeIfAbsent(connection, id -> new ConnectionPace(id, rate));
      pace.follow(rate);
      move(lane, pace, now);
    }
  }

  /** Has the lane follow another pace, or none; who waits for the one before may go on. */
  void move(Lane lane, @Nullable ConnectionPace to, long now) {
    ConnectionPace before = lane.connectionPace();
    lane.follow(to);
    if (before != null) {
      giveTurn.accept(before, now);
    }
  }

  /** The limits may have changed: who waits may go on. */
  void giveTurns(long now) {
    paces.values().forEach(pace -> giveTurn.accept(pace, now));
  }

  void forgetIdle(long now) {
    paces.values().removeIf(pace -> pace.isIdle(now));
  }
}
