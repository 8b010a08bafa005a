package io.atlas.worker;

import io.atlas.worker.call.TargetClient;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.intake.Intake;
import io.atlas.worker.result.OutcomePublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The engine's life: started once the views have caught up, stopped within a bound. */
@Component("engine")
class Worker implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration VIEWS_WITHIN = Duration.ofMinutes(10);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  private final WorkerViews views;
  private final Intake intake;
  private final Dispatcher dispatcher;
  private final TargetClient targets;
  private final OutcomePublisher outcomes;
  private final EngineThreads threads;
  private final List<KafkaProducer<String, byte[]>> producers;
  private volatile boolean running;
  private volatile boolean consuming;

  Worker(
      WorkerViews views,
      Intake intake,
      Dispatcher dispatcher,
      TargetClient targets,
      OutcomePublisher outcomes,
      EngineThreads threads,
      List<KafkaProducer<String, byte[]>> producers) {
    this.views = views;
    this.intake = intake;
    this.dispatcher = dispatcher;
    this.targets = targets;
    this.outcomes = outcomes;
    this.threads = threads;
    this.producers = List.copyOf(producers);
  }

  @Override
  public void start() {
    running = true;
    Thread.ofVirtual().name("worker-start").start(this::consumeOnceCaughtUp);
  }

  private void consumeOnceCaughtUp() {
    try {
      if (!views.awaitCaughtUp(VIEWS_WITHIN)) {
        log.error("the views did not catch up within {}", VIEWS_WITHIN);
      } else if (running) {
        outcomes.topicsFound().get(VIEWS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        targets.start();
        dispatcher.start();
        intake.start();
        consuming = true;
        log.info("consuming");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (CancellationException stopped) {
      log.debug("stopped while the topics were looked up");
    } catch (ExecutionException | TimeoutException lost) {
      log.error("the topics that outcomes go to cannot be found", lost);
    }
  }

  /** Whether events are being consumed. */
  boolean isConsuming() {
    return consuming && intake.isReading();
  }

  @Override
  public void stop() {
    running = false;
    consuming = false;
    intake.close();
    threads.timer().shutdownNow();
    targets.close();
    threads.tasks().shutdownNow();
    threads.computing().shutdownNow();
    List<Runnable> closings = new ArrayList<>(views.closings());
    producers.forEach(producer -> closings.add(() -> producer.close(FLUSH)));
    closeTogether(closings);
  }

  /** Each takes its time where the broker is away. */
  private static void closeTogether(List<Runnable> closings) {
    List<Thread> closing = closings.stream().map(Thread.ofVirtual()::start).toList();
    try {
      for (Thread thread : closing) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
