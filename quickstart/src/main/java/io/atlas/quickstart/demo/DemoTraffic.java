package io.atlas.quickstart.demo;

import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/** Demo events: a few at the first start, then so many a second. Thread-safe. */
public final class DemoTraffic implements AutoCloseable {

  private static final List<String> ITEMS = List.of("lamp", "chair", "table", "shelf", "mirror");

  private final ActionPublisher publisher;
  private final DemoData.Made made;
  private final AtomicLong fired = new AtomicLong();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  public DemoTraffic(ActionPublisher publisher, DemoData.Made made) {
    this.publisher = publisher;
    this.made = made;
  }

  /** Fires this many orders, and one look at their count. */
  public void fire(int orders) {
    for (int i = 0; i < orders; i++) {
      order();
    }
    var _ = publisher.publish(ActionFired.of(made.countAction(), null));
  }

  /** Fires this many orders a second until closed. */
  public void every(int perSecond) {
    var _ =
        timer.scheduleAtFixedRate(
            this::order, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void order() {
    long number = fired.getAndIncrement();
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    input.put("item", ITEMS.get((int) (number % ITEMS.size())));
    input.put("quantity", 1 + number % 3);
    var _ = publisher.publish(ActionFired.of(made.orderAction(), input));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
