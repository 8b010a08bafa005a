package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.run.RunMeans;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the thread that reads does where the broker's client does not do what it should. */
class IntakeTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CountDownLatch consumerClosed = new CountDownLatch(1);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private Intake intake(Callable<ConsumerRecords<String, byte[]>> poll) {
    Clock clock = Clock.systemUTC();
    KafkaConnection kafka = KafkaConnection.of("localhost:1");
    OutcomePublisher outcomes =
        new OutcomePublisher(new MockProducer<>(), timer, Runnable::run, kafka, clock);
    RunMeans means = new RunMeans(null, null, outcomes, null, Runnable::run, timer, clock);
    return new Intake(
        new Intake.Consumers(consumer(poll), consumer(ConsumerRecords::empty)),
        kafka,
        null,
        new Dispatcher(means, null, 10, new InFlightMemory(1 << 30), () -> 0, System::nanoTime),
        1,
        1 << 20,
        clock);
  }

  /** Assigned nothing; what matters is how it polls. */
  @SuppressWarnings("unchecked")
  private Consumer<String, byte[]> consumer(Callable<ConsumerRecords<String, byte[]>> poll) {
    return (Consumer<String, byte[]>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "poll" -> poll.call();
                  case "assignment", "paused" -> Set.of();
                  case "close" -> {
                    consumerClosed.countDown();
                    yield null;
                  }
                  default -> null;
                });
  }

  @Test
  void closingTakesNoLongerThanItsBoundHoweverLongThePollDoes() throws Exception {
    CountDownLatch polling = new CountDownLatch(1);
    Intake intake =
        intake(() -> {
          polling.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted); // as Kafka's own consumer has it
          }
          return ConsumerRecords.empty();
        });
    intake.start();
    assertThat(polling.await(5, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofPlatform().daemon().start(intake::close);
    assertThat(closing.join(Duration.ofMillis(7_500))).as("closed in time").isTrue();
    assertThat(consumerClosed.await(1, TimeUnit.SECONDS)).as("the group is left").isTrue();
    assertThat(intake.isReading()).isFalse();
  }

  @Test
  void anyFailureOfAPollIsSurvived() throws Exception {
    AtomicInteger polls = new AtomicInteger();
    CountDownLatch again = new CountDownLatch(4);
    Intake intake =
        intake(() -> {
          again.countDown();
          return switch (polls.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("the client's own mistake");
            case 2 -> throw new UnknownServerException("the broker's");
            case 3 -> throw new StackOverflowError("the library's");
            default -> {
              var _ = consumerClosed.await(100, TimeUnit.MILLISECONDS);
              yield ConsumerRecords.empty();
            }
          };
        });
    intake.start();
    assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(intake.isReading()).isTrue();
    intake.close();
    assertThat(intake.isReading()).isFalse();
  }
}
