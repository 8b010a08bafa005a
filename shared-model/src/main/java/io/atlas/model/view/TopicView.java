package io.atlas.model.view;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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
 * position no longer exists or the broker was away for longer than tombstones are kept.
 */
public final class TopicView<V> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicView.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CONTACT_CHECK = Duration.ofMinutes(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final int PARTITION_ATTEMPTS = 150;
  private static final long PARTITION_PAUSE_MS = 100;

  private final ViewSchema<V> schema;
  private final Clock clock;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Thread reader;

  private final Map<String, Entry<V>> entries = new ConcurrentHashMap<>();
  private final List<Subscriber<V>> subscribers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final Barriers barriers = new Barriers();
  private final CountDownLatch closed = new CountDownLatch(1);

  // Owned by the reader thread.
  private int build;
  private Map<TopicPartition, Long> buildTarget = Map.of();
  private boolean building = true;
  private Set<String> notSeenYet = new HashSet<>();
  private Instant lastContact;

  /** A value, or a tombstone whose version is still remembered. */
  private record Entry<V>(@Nullable V value, long version, int build, Instant at) {}

  /** Told of every change, on the view's thread: must not block. */
  @FunctionalInterface
  public interface Subscriber<V> {
    /** Either value may be null: no such key before, or deleted. */
    void changed(String key, @Nullable V before, @Nullable V after);
  }

  private TopicView(
      KafkaConnection kafka, ViewSchema<V> schema, Clock clock, List<Subscriber<V>> subscribers) {
    this.schema = schema;
    this.clock = clock;
    this.lastContact = clock.instant();
    this.subscribers.addAll(subscribers);
    String name = kafka.name(schema.topic());
    this.consumer =
        kafka.consumer(
            "view-" + schema.topic().suffix(),
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                schema.isolationLevel(),
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500));
    this.partitions = partitions(name);
    this.reader =
        Thread.ofPlatform().daemon().name("view-" + schema.topic().suffix()).unstarted(this::read);
  }

  /** A topic that was just created may not be known to the asked broker for a moment. */
  private List<TopicPartition> partitions(String name) {
    for (int attempt = 0; attempt < PARTITION_ATTEMPTS; attempt++) {
      List<TopicPartition> known =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      if (!known.isEmpty()) {
        return known;
      }
      try {
        var _ = closed.await(PARTITION_PAUSE_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptException(interrupted);
      }
    }
    throw new IllegalStateException("the broker does not know topic " + name);
  }

  /**
   * Starts reading; the topic must exist.
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
    Entry<V> entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  /** Visits every key that has a value, in no order, while changes may go on. */
  public void forEach(BiConsumer<String, V> visitor) {
    entries.forEach((key, entry) -> {
      V value = entry.value();
      if (value != null) {
        visitor.accept(key, value);
      }
    });
  }

  /** Adds a subscriber for changes from now on. */
  public void subscribe(Subscriber<V> subscriber) {
    subscribers.add(subscriber);
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
    return within(caughtUp, timeout);
  }

  /**
   * Completes when the view holds everything that was on the topic at the time of this call.
   * Callers that come together share one look at the end offsets.
   */
  public CompletableFuture<Void> barrier() {
    CompletableFuture<Void> reached = barriers.request();
    consumer.wakeup();
    return reached;
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (consumer) {
      consumer.assign(partitions);
      boolean positioned = false;
      while (closed.getCount() > 0) {
        try {
          if (!positioned) {
            startBuild();
            positioned = true;
          }
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            apply(record);
          }
          if (building && reached(buildTarget)) {
            finishBuild();
          }
          barriers.advance(() -> consumer.endOffsets(partitions), this::reached);
          checkContact();
        } catch (WakeupException asked) {
          // A barrier was requested or the view is closing: the loop looks.
        } catch (OffsetOutOfRangeException truncated) {
          log.info("{}: position lost, reading anew", schema.topic().suffix());
          positioned = false;
        } catch (KafkaException unavailable) {
          log.warn("{}: {}", schema.topic().suffix(), unavailable.toString());
          pause();
        }
      }
    } catch (InterruptException | InterruptedException stopped) {
      log.debug("{}: stopped", schema.topic().suffix());
    } finally {
      barriers.fail(new IllegalStateException("the view is closed"));
    }
  }

  private void startBuild() {
    buildTarget = consumer.endOffsets(partitions);
    consumer.seekToBeginning(partitions);
    build++;
    building = true;
    notSeenYet = new HashSet<>(entries.keySet());
    lastContact = clock.instant();
  }

  private void finishBuild() {
    building = false;
    notSeenYet.forEach(key -> put(key, null, Long.MIN_VALUE));
    notSeenYet = new HashSet<>();
    if (caughtUp.complete(null)) {
      log.info("{}: caught up, {} keys", schema.topic().suffix(), entries.size());
    }
  }

  /**
   * Positions count, not records: aborted transactions and compaction leave offsets without any.
   */
  private boolean reached(Map<TopicPartition, Long> target) {
    return target.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void apply(ConsumerRecord<String, byte[]> record) {
    String key = record.key();
    if (key == null) {
      return;
    }
    try {
      byte[] json = record.value();
      V value = json == null ? null : EventJson.read(json, schema.type());
      Long header = EventHeaders.number(record.headers(), EventHeaders.VERSION);
      long version =
          value != null ? schema.version(value) : header == null ? Long.MIN_VALUE : header;
      notSeenYet.remove(key);
      put(key, value, version);
    } catch (UnreadableEventException unreadable) {
      log.warn(
          "{}: unreadable value of {} at {}-{}: {}",
          schema.topic().suffix(),
          key,
          record.partition(),
          record.offset(),
          unreadable.getMessage());
    }
  }

  private void put(String key, @Nullable V value, long version) {
    Entry<V> before = entries.get(key);
    boolean stale =
        before != null
            && before.build() == build
            && version != Long.MIN_VALUE
            && version < before.version();
    if (stale) {
      return;
    }
    if (value == null && version == Long.MIN_VALUE) {
      entries.remove(key);
    } else {
      entries.put(key, new Entry<>(value, version, build, clock.instant()));
    }
    V old = before == null ? null : before.value();
    if (old != null || value != null) {
      subscribers.forEach(subscriber -> subscriber.changed(key, old, value));
    }
  }

  /**
   * Notices that tombstones may have come and gone unseen, and forgets those that are of no use.
   */
  private void checkContact() {
    Instant now = clock.instant();
    if (now.isBefore(lastContact.plus(CONTACT_CHECK))) {
      return;
    }
    consumer.endOffsets(partitions);
    if (now.isAfter(lastContact.plus(schema.topic().kept()))) {
      log.info("{}: away since {}, reading anew", schema.topic().suffix(), lastContact);
      startBuild();
    }
    lastContact = now;
    Instant forgotten = now.minus(schema.topic().kept());
    entries.values().removeIf(entry -> entry.value() == null && entry.at().isBefore(forgotten));
  }

  private void pause() throws InterruptedException {
    var _ = closed.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean within(CompletableFuture<Void> future, Duration timeout)
      throws InterruptedException {
    try {
      future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException late) {
      return false;
    }
  }
}
