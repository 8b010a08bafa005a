package io.atlas.worker.dispatch;

import io.atlas.worker.memory.InFlightMemory;

/** A claim whose event holds memory until it is over. */
record HoldingClaim(Claim claim, InFlightMemory.Share memory) implements Claim {

  @Override
  public void settled() {
    memory.close();
    claim.settled();
  }

  @Override
  public void dropped() {
    memory.close();
    claim.dropped();
  }

  @Override
  public void whenLagging(Runnable handOver) {
    claim.whenLagging(handOver);
  }

  @Override
  public Suspicion suspicion() {
    return claim.suspicion();
  }

  @Override
  public void name(Suspicion suspicion, boolean onTrial, Runnable told) {
    claim.name(suspicion, onTrial, told);
  }

  @Override
  public void whenSettled(Runnable then) {
    claim.whenSettled(then);
  }

  @Override
  public boolean mayStart() {
    return claim.mayStart();
  }

  @Override
  public boolean isHeld() {
    return claim.isHeld();
  }
}
