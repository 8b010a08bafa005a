package io.atlas.drill;

import io.atlas.bench.process.Child;
import io.atlas.bench.subject.AtlasServices;
import java.util.ArrayList;
import java.util.List;

/** Token-services, of which one dies at times and another takes over. */
final class Killable implements AutoCloseable {

  private final AtlasServices services;
  private final String name;
  private final List<Child> running = new ArrayList<>();
  private int started;

  Killable(AtlasServices services, String name, int count) {
    this.services = services;
    this.name = name;
    for (int i = 0; i < count; i++) {
      start();
    }
  }

  private Child start() {
    Child next = services.startTokenService(name + "-" + ++started);
    running.add(next);
    return next;
  }

  void awaitReady() {
    running.forEach(services::awaitReady);
  }

  /** What {@code kill -9} does to the oldest; returns once another is ready. */
  void replaceOne() {
    running.removeFirst().kill();
    services.awaitReady(start());
  }

  @Override
  public void close() {
    running.forEach(Child::close);
  }
}
