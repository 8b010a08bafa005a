package io.atlas.worker.lane;

import java.util.ArrayDeque;

/**
 * The lanes of one account: which of them are ready, in turn, and what they have in flight
 * together. Not thread-safe: guarded by the dispatcher.
 */
final class LaneAccount {

  private final String id;
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private int lanes;
  private int inFlight;

  LaneAccount(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void joined() {
    lanes++;
  }

  /** Whether it was the account's last lane. */
  boolean left() {
    return --lanes == 0;
  }

  void started() {
    inFlight++;
  }

  void ended() {
    inFlight--;
  }

  int inFlight() {
    return inFlight;
  }

  /**
   * Adds a lane that is not among the ready.
   *
   * @return whether it is the only one now
   */
  boolean addReady(Lane lane) {
    ready.add(lane);
    return ready.size() == 1;
  }

  Lane takeReady() {
    return ready.remove();
  }

  boolean hasReady() {
    return !ready.isEmpty();
  }
}
