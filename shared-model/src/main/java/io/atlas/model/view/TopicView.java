package io.atlas.model.view;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.Versions;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.view.TopicEnds.Shape;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic as a map in memory: reads from the beginning, says when it has caught up, goes
 * on through broker restarts, and tells subscribers about changes. Reading is thread-safe and never
 * waits; one thread of its own owns the consumer.
 *
 * <p>A record whose version is below what the view holds for the key is dropped, so that a late
 * write never takes back a newer one. The view is built anew, without a gap for readers, where its
 * position no longer exists, the topic was made anew, or the broker was away for longer than
 * tombstones are kept.
 */
public final class TopicView<V> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicView.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CHECK = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final ViewSchema<V> schema;
  private final String name;
  private final Clock clock;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Admin admin;
  private final TopicEnds ends;
  private final Thread reader;

  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);
  private final Contents<V> contents = new Contents<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Barriers barriers;

  /** Next offset of each partition, whose records before it are shown; empty while building. */
  private final Map<TopicPartition, Long> shownUpTo = new ConcurrentHashMap<>();

  // Written by the reader thread only.
  private volatile @Nullable Shape shape;
  private Map<TopicPartition, Long> buildTarget = Map.of();
  private Map<TopicPartition, Long> readUpTo = new ConcurrentHashMap<>();
  private boolean started;
  private boolean building;
  private boolean stale = true;
  private @Nullable CompletableFuture<Shape> check;
  private Instant lastContact;
  private String problem = "";

  /** Told of every change, on the view's thread: must not block. */
  @FunctionalInterface
  public interface Subscriber<V> {
    /** Either value may be null: no such key before, or deleted. */
    void changed(String key, @Nullable V before, @Nullable V after);
  }

  /** A record may be 1 MiB, and next to nothing on the wire; so many are unpacked at a time. */
  private static final int RECORDS_A_POLL = 100;

  private TopicView(
      KafkaConnection kafka, ViewSchema<V> schema, Clock clock, List<Subscriber<V>> subscribers) {
    this.schema = schema;
    this.name = schema.topic().suffix();
    this.clock = clock;
    this.lastContact = clock.instant();
    subscribers.forEach(contents::subscribe);
    String client = "view-" + name;
    this.consumer =
        kafka.consumer(
            client,
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RECORDS_A_POLL));
    this.admin = kafka.admin(client);
    this.ends = new TopicEnds(admin, kafka.name(schema.topic()));
    this.barriers =
        new Barriers(
            () -> {
              Shape current = shape;
              return current == null
                  ? CompletableFuture.failedFuture(new IllegalStateException("not built yet"))
                  : ends.endOffsets(current.partitions());
            },
            target -> reached(target, shownUpTo));
    this.reader = Thread.ofPlatform().daemon().name(client).unstarted(this::read);
  }

  /**
   * Starts reading, at the latest when topic and broker are there; does not wait for either.
   *
   * @param subscribers told of everything from the first record on
   */
  @SafeVarargs
  public static <V> TopicView<V> open(
      KafkaConnection kafka, ViewSchema<V> schema, Clock clock, Subscriber<V>... subscribers) {
    TopicView<V> view = new TopicView<>(kafka, schema, clock, List.of(subscribers));
    view.reader.start();
    return view;
  }

  /** The key's value, or null. */
  public @Nullable V get(String key) {
    return contents.get(key);
  }

  /** Visits every key that has a value, in no order, while changes may go on. */
  public void forEach(BiConsumer<String, V> visitor) {
    contents.forEach(visitor);
  }

  /** Adds a subscriber for changes from now on. */
  public void subscribe(Subscriber<V> subscriber) {
    contents.subscribe(subscriber);
  }

  /** Whether everything that was on the topic when the view was opened has been read. */
  public boolean isCaughtUp() {
    return caughtUp.isDone();
  }

  /**
   * Waits until {@link #isCaughtUp}.
   *
   * @return false where that took longer
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    try {
      caughtUp.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException late) {
      return false;
    }
  }

  /**
   * Completes when the view holds everything that was on the topic at the time of this call.
   * Callers that come together share one look at the end offsets. While the broker is away it waits
   * without a bound; where the view is closed it fails. What depends on it runs on a thread of the
   * view's and must not block.
   */
  public CompletableFuture<Void> barrier() {
    return barriers.request();
  }

  /** How many records could not be read so far; the key's value before them stays. */
  public long skipped() {
    return skipped.count();
  }

  /** Stops reading; the contents stay as they are. */
  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    admin.close(Duration.ZERO); // fails what the reader may be waiting for
    try {
      reader.join(CLOSE.multipliedBy(3));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      while (closed.getCount() > 0) {
        step();
      }
    } catch (InterruptedException stopped) {
      log.debug("{}: stopped", name);
    } finally {
      barriers.close();
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private void step() throws InterruptedException {
    try {
      if (stale) {
        startBuild();
        stale = false;
      }
      take(consumer.poll(POLL));
      barriers.look();
      checkTopic();
      problem = "";
    } catch (WakeupException closing) {
      log.debug("{}: closing", name);
    } catch (InvalidOffsetException truncated) {
      log.info("{}: position lost, reading anew", name);
      stale = true;
    } catch (RuntimeException | ExecutionException failed) {
      Throwable cause = failed instanceof ExecutionException e ? e.getCause() : failed;
      pause(String.valueOf(cause));
    } catch (Error unexpected) {
      stale = true; // what was polled may be half applied
      pause(String.valueOf(unexpected));
    }
  }

  private void startBuild() throws InterruptedException, ExecutionException {
    Shape current = ends.shape().toCompletableFuture().get();
    buildTarget = ends.endOffsets(current.partitions()).toCompletableFuture().get();
    shape = null;
    shownUpTo.clear();
    consumer.assign(current.partitions());
    current.starts().forEach(consumer::seek);
    readUpTo = new ConcurrentHashMap<>(current.starts());
    building = true;
    if (started) {
      contents.startReplacement();
    }
    started = true;
    shape = current;
    barriers.startOver();
    lastContact = clock.instant();
    check = null;
  }

  private void take(ConsumerRecords<String, byte[]> records) {
    records.forEach(this::apply);
    // Positions count, not records: aborted transactions and compaction leave offsets without any.
    records.nextOffsets().forEach((partition, next) -> readUpTo.put(partition, next.offset()));
    if (building && reached(buildTarget, readUpTo)) {
      building = false;
      contents.finishReplacement();
      if (caughtUp.complete(null)) {
        log.info("{}: caught up, {} keys", name, contents.keys());
      }
    }
    if (!building) {
      shownUpTo.putAll(readUpTo);
      barriers.release();
    }
  }

  private static boolean reached(
      Map<TopicPartition, Long> target, Map<TopicPartition, Long> position) {
    return target.entrySet().stream()
        .allMatch(end -> position.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  private void apply(ConsumerRecord<String, byte[]> record) {
    String key = record.key();
    if (key == null) {
      return;
    }
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    try {
      byte[] json = record.value();
      V value = json == null ? null : EventJson.read(json, schema.type());
      Long header = EventHeaders.number(record.headers(), EventHeaders.VERSION);
      long version =
          value != null
              ? schema.version(value)
              : header == null ? Long.MIN_VALUE : Versions.checked(header);
      contents.put(
          key, new Contents.Entry<>(value, version, partition, record.offset(), clock.instant()));
    } catch (RuntimeException unreadable) {
      contents.keep(key);
      skipped.skipped(record, String.valueOf(unreadable.getMessage()));
    }
  }

  /**
   * Looks every now and then whether the topic is still the one that was read, notices that
   * tombstones may have come and gone unseen, and forgets what the topic has forgotten.
   */
  private void checkTopic() throws ExecutionException, InterruptedException {
    CompletableFuture<Shape> underWay = check;
    Shape known = shape;
    if (known == null) {
      return;
    }
    if (underWay == null) {
      if (!clock.instant().isBefore(lastContact.plus(CHECK))) {
        check = ends.shape().toCompletableFuture();
      }
      return;
    }
    if (!underWay.isDone()) {
      return;
    }
    check = null;
    Shape found = underWay.get();
    Instant now = clock.instant();
    Duration tombstones = schema.topic().tombstonesKept();
    if (!found.sameTopic(known)) {
      log.info("{}: the topic was made anew, reading anew", name);
      stale = true;
    } else if (now.isAfter(lastContact.plus(tombstones))) {
      log.info("{}: away since {}, reading anew", name, lastContact);
      stale = true;
    } else if (!building) {
      contents.forgetBelow(found.starts());
      contents.forgetTombstones(now.minus(tombstones));
    }
    lastContact = now;
  }

  /** Says the same only once: a broker may be away for long. */
  private void pause(String reason) throws InterruptedException {
    if (closed.getCount() > 0 && !problem.equals(reason)) {
      log.warn("{}: {}; trying again", name, reason);
      problem = reason;
    }
    var _ = closed.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
  }
}
