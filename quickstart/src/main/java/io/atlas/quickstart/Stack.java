package io.atlas.quickstart;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.EmbeddedPostgres.Durability;
import io.atlas.model.seal.KeyRing;
import io.atlas.quickstart.demo.DemoProvider;
import io.atlas.quickstart.installation.AtlasService;
import io.atlas.quickstart.installation.Installation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that runs, started as far in parallel as its parts allow and stopped in reverse. Half a start
 * is undone.
 */
final class Stack implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Stack.class);

  private final Installation installation;
  private final Set<AtlasService> services;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private Stack(Installation installation, Set<AtlasService> services) {
    this.installation = installation;
    this.services = services;
  }

  /**
   * @throws IllegalStateException where a part does not start; what did start is stopped again
   */
  static Stack start(Installation installation, Set<AtlasService> services) {
    Stack stack = new Stack(installation, services);
    try {
      stack.startAll();
      return stack;
    } catch (ExecutionException failed) {
      stack.close();
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      stack.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", interrupted);
    }
  }

  private void startAll() throws ExecutionException, InterruptedException {
    KeyRing.createIfAbsent(installation.keys(), "connection-secrets");
    KeyRing.createIfAbsent(installation.keys(), "access-tokens");
    try (ExecutorService starters = Executors.newCachedThreadPool()) {
      all(
          starters,
          List.of(
              () ->
                  started(
                      EmbeddedPostgres.start(
                          installation.postgresDirectory(),
                          installation.ports().postgres(),
                          Durability.DURABLE)),
              () -> {
                EmbeddedKafka kafka =
                    started(
                        EmbeddedKafka.start(
                            installation.data().resolve("kafka"), installation.ports().kafka()));
                installation.kafka().ensureTopics();
                return kafka;
              },
              () -> started(DemoProvider.start(installation))));
      List<Callable<AutoCloseable>> starts = new ArrayList<>();
      for (AtlasService service : services) {
        starts.add(() -> started(service.start(installation, service.port(installation.ports()))));
      }
      all(starters, starts);
    }
  }

  private static void all(ExecutorService starters, List<Callable<AutoCloseable>> parts)
      throws ExecutionException, InterruptedException {
    for (Future<?> part : starters.invokeAll(parts)) {
      part.get();
    }
  }

  private synchronized <T extends AutoCloseable> T started(T part) {
    running.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception failed) {
        log.warn("a part did not stop cleanly", failed);
      }
    }
  }
}
