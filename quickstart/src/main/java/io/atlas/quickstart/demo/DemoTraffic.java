package io.atlas.quickstart.demo;

import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import java.util.List;
import java.util.Map;
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

  /** Fires this many events a second until closed, of all kinds of {@link DemoMix}. */
  public void every(int perSecond, DemoData data) {
    Map<DemoMix, String> actions = data.ensureMix(made);
    var _ =
        timer.scheduleAtFixedRate(
            () -> mixed(actions), 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void order() {
    long number = fired.getAndIncrement();
    var _ = publisher.publish(ActionFired.of(made.orderAction(), input(number)));
  }

  private void mixed(Map<DemoMix, String> actions) {
    long number = fired.getAndIncrement();
    String action = actions.getOrDefault(DemoMix.of(number), made.orderAction());
    var _ = publisher.publish(ActionFired.of(action, input(number)));
  }

  private static ObjectNode input(long number) {
    ObjectNode input = EventJson.MAPPER.createObjectNode();
    input.put("item", ITEMS.get((int) (number % ITEMS.size())));
    input.put("quantity", 1 + number % 3);
    input.put("ms", 1_000 + number % 20 * 100);
    return input;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
