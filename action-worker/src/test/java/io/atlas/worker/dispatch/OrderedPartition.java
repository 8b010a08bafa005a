package io.atlas.worker.dispatch;

import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.fired.ReadRecord;
import io.atlas.worker.work.OffsetHandle;
import io.atlas.worker.work.Suspicion;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One partition of fired events with its retries, as the intake and the broker would drive it: each
 * step is one thing that may happen next. What the dispatcher sends is written, and acknowledged
 * later still.
 */
final class OrderedPartition {

  private static final int NUMBER = 0;

  /** More often, and no call would ever come to its end. */
  private static final int MAX_REASSIGNMENTS = 3;

  private final RunningEngine engine;
  private final Dispatcher dispatcher;
  private final Dispatcher.PartitionKeys keys;
  private final MockProducer<String, byte[]> producer;
  private final CompiledAction action;
  private final EventReader reader;
  private final boolean abrupt;
  private final Random random;
  private final List<ConsumerRecord<String, byte[]>> fired = new ArrayList<>();
  private final List<ConsumerRecord<String, byte[]>> retries = new ArrayList<>();
  private Assignment now = new Assignment(Set.of());
  private int written;
  private int acknowledged;
  private int nextFired;
  private int nextRetry;
  private int retriesBeforeOpening;
  private boolean keysAreClosed;
  private int reassignments;

  /** Where reading the retries again ends, or 0. */
  private int readAgainUpTo;

  private int readings;

  /**
   * @param abrupt whether the partition comes back while calls from before go on: those are given
   *     up, which their target may learn late or never; else they end first
   */
  OrderedPartition(
      RunningEngine engine,
      Dispatcher dispatcher,
      MockProducer<String, byte[]> producer,
      String actionId,
      boolean abrupt,
      Random random) {
    this.engine = engine;
    this.dispatcher = dispatcher;
    this.keys = dispatcher.partition(NUMBER);
    this.producer = producer;
    this.action = Objects.requireNonNull(engine.definitions.find(actionId));
    this.reader =
        new EventReader(
            name(Topic.ACTION_FIRED),
            "topic",
            (record, execution, reason) -> {},
            Clock.systemUTC(),
            System::nanoTime);
    this.abrupt = abrupt;
    this.random = random;
  }

  static MockProducer<String, byte[]> producer() {
    return new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  }

  /** The partition from when it came here until it goes. */
  private static final class Assignment {
    final Set<String> done = ConcurrentHashMap.newKeySet();
    final List<OpenHandle> open = new ArrayList<>();
    final Set<String> here = ConcurrentHashMap.newKeySet();
    volatile boolean mayStart = true;
    volatile boolean held = true;

    Assignment(Set<String> done) {
      this.done.addAll(done);
    }
  }

  private static final class OpenHandle implements OffsetHandle {
    private final Assignment assignment;
    private final String place;
    volatile Runnable handOver = () -> {};

    OpenHandle(Assignment assignment, String place) {
      this.assignment = assignment;
      this.place = place;
    }

    @Override
    public void settled() {
      assignment.done.add(place);
      assignment.here.remove(place);
    }

    @Override
    public void dropped() {
      assignment.here.remove(place);
    }

    @Override
    public void whenLagging(Runnable how) {
      handOver = how;
    }

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
      return assignment.mayStart;
    }

    @Override
    public boolean isOwned() {
      return assignment.held;
    }
  }

  /** An event at the partition's end. */
  void publish(String key) {
    int number = fired.size();
    byte[] value =
        EventJson.write(
            EventJson.MAPPER
                .createObjectNode()
                .put("actionId", action.id())
                .set(
                    "input", EventJson.MAPPER.createObjectNode().put("key", key).put("n", number)));
    fired.add(record(Topic.ACTION_FIRED, number, key, value, new RecordHeaders()));
  }

  /** Does one thing that may happen next. */
  void step() {
    switch (random.nextInt(40)) {
      case 0 -> reassign();
      case 1, 2, 3 -> lag();
      case 4, 5 -> readAgain();
      default -> {
        switch (random.nextInt(4)) {
          case 0 -> readFired();
          case 1 -> readRetry();
          case 2 -> write();
          default -> acknowledge();
        }
      }
    }
  }

  private void readFired() {
    if (keysAreClosed) {
      return;
    }
    if (nextFired < fired.size()) {
      submit(fired.get(nextFired++));
    }
    keys.readBelow(nextFired < fired.size() ? nextFired : Long.MAX_VALUE);
  }

  private void readRetry() {
    if (nextRetry < retries.size()) {
      submit(retries.get(nextRetry++));
    }
    if (keysAreClosed && nextRetry >= retriesBeforeOpening) {
      keysAreClosed = false;
      keys.open();
    }
    if (readAgainUpTo > 0 && nextRetry >= readAgainUpTo) {
      readAgainUpTo = 0;
      keys.endReadingAgain();
    }
  }

  /** From the first retry on, because some were left. */
  private void readAgain() {
    if (!keysAreClosed && readAgainUpTo == 0 && dispatcher.left().contains(NUMBER)) {
      keys.beginReadingAgain();
      readAgainUpTo = nextRetry;
      nextRetry = 0;
      readings++;
    }
  }

  /** How often retries were read again that had been left. */
  int readings() {
    return readings;
  }

  private void submit(ConsumerRecord<String, byte[]> record) {
    String place = record.topic() + record.offset();
    if (now.done.contains(place) || !now.here.add(place)) {
      return;
    }
    OpenHandle handle = new OpenHandle(now, place);
    now.open.add(handle);
    if (reader.read(record) instanceof ReadRecord.Event(var event)) {
      dispatcher.submit(event, action, handle);
    } else {
      throw new IllegalStateException("unreadable");
    }
  }

  /** What was sent is on its topic, and may be read, before the sender knows. */
  private void write() {
    List<ProducerRecord<String, byte[]>> sent = producer.history();
    if (written < sent.size()) {
      ProducerRecord<String, byte[]> record = sent.get(written++);
      if (record.topic().equals(name(Topic.ACTION_DELAYED_ORDERED))) {
        retries.add(
            record(
                Topic.ACTION_DELAYED_ORDERED,
                retries.size(),
                record.key(),
                record.value(),
                record.headers()));
      }
    }
  }

  private void acknowledge() {
    if (acknowledged < written) {
      acknowledged++;
      producer.completeNext();
    }
  }

  private void lag() {
    if (!now.open.isEmpty()) {
      now.open.get(random.nextInt(now.open.size())).handOver.run();
    }
  }

  /** The partition goes and comes back, with what had been committed. */
  private void reassign() {
    if (reassignments++ >= MAX_REASSIGNMENTS) {
      return;
    }
    Assignment before = now;
    before.mayStart = false;
    keys.drop();
    dispatcher.dropLost();
    while (!abrupt && dispatcher.load().inFlight() > 0) {
      Thread.onSpinWait();
    }
    before.held = false;
    keys.giveUp();
    Set<String> committed = new HashSet<>(before.done);
    now = new Assignment(committed);
    keys.close(0);
    keysAreClosed = true;
    nextFired = 0;
    nextRetry = 0;
    readAgainUpTo = 0;
    retriesBeforeOpening = retries.size();
  }

  /** Whether every event that was fired is done, and so is all that came of it. */
  boolean isDone() {
    boolean allRead = !keysAreClosed && nextFired == fired.size() && nextRetry == retries.size();
    return allRead
        && acknowledged == producer.history().size()
        && now.done.size() == fired.size() + retries.size()
        && dispatcher.load().inFlight() == 0;
  }

  private String name(Topic topic) {
    return engine.kafka.name(topic);
  }

  private ConsumerRecord<String, byte[]> record(
      Topic topic, long offset, String key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        name(topic),
        NUMBER,
        offset,
        System.currentTimeMillis(),
        TimestampType.CREATE_TIME,
        key.length(),
        value.length,
        key,
        value,
        headers,
        Optional.empty());
  }
}
