package io.atlas.worker.work;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A hold on an offset that nobody contests. */
public final class HeldOffset implements OffsetHandle {
  private final CountDownLatch settled = new CountDownLatch(1);

  public boolean isSettledWithin(long seconds) throws InterruptedException {
    return settled.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void settled() {
    settled.countDown();
  }

  @Override
  public void dropped() {}

  @Override
  public void whenLagging(Runnable handOver) {}

  @Override
  public Suspicion suspicion() {
    return Suspicion.NONE;
  }

  @Override
  public void name(Suspicion suspicion, boolean onTrial, Runnable told) {}

  @Override
  public void whenSettled(Runnable then) {}

  @Override
  public boolean mayStart() {
    return true;
  }

  @Override
  public boolean isOwned() {
    return true;
  }
}
