package io.atlas.worker.work;

import io.atlas.worker.memory.InFlightMemory;

/** A handle whose event holds memory until it is settled or dropped. */
record HoldingHandle(OffsetHandle handle, InFlightMemory.Share memory) implements OffsetHandle {

  @Override
  public void settled() {
    memory.close();
    handle.settled();
  }

  @Override
  public void dropped() {
    memory.close();
    handle.dropped();
  }

  @Override
  public void whenLagging(Runnable handOver) {
    handle.whenLagging(handOver);
  }

  @Override
  public Suspicion suspicion() {
    return handle.suspicion();
  }

  @Override
  public void name(Suspicion suspicion, boolean onTrial, Runnable told) {
    handle.name(suspicion, onTrial, told);
  }

  @Override
  public void whenSettled(Runnable then) {
    handle.whenSettled(then);
  }

  @Override
  public boolean mayStart() {
    return handle.mayStart();
  }

  @Override
  public boolean isOwned() {
    return handle.isOwned();
  }
}
