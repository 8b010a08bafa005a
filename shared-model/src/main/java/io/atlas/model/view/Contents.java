package io.atlas.model.view;

import io.atlas.model.view.TopicView.Subscriber;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a view holds. Read by any thread; changed only by the view's own. While the view is built
 * anew, readers go on seeing the old contents, which are then replaced at once.
 */
final class Contents<V> {

  private static final Logger log = LoggerFactory.getLogger(Contents.class);

  private final List<Subscriber<V>> subscribers = new CopyOnWriteArrayList<>();
  private volatile Map<String, Entry<V>> shown = new ConcurrentHashMap<>();
  private @Nullable Map<String, Entry<V>> replacement;

  /**
   * A value, or a tombstone whose version is still remembered.
   *
   * @param version {@code Long.MIN_VALUE} where values have none
   */
  record Entry<V>(
      @Nullable V value, long version, TopicPartition partition, long offset, Instant at) {

    boolean rememberable() {
      return value != null || version != Long.MIN_VALUE;
    }
  }

  void subscribe(Subscriber<V> subscriber) {
    subscribers.add(subscriber);
  }

  @Nullable V get(String key) {
    return valueOf(shown.get(key));
  }

  void forEach(BiConsumer<String, V> visitor) {
    shown.forEach((key, entry) -> {
      V value = entry.value();
      if (value != null) {
        visitor.accept(key, value);
      }
    });
  }

  long keys() {
    return shown.values().stream().filter(entry -> entry.value() != null).count();
  }

  /** Takes a record, unless a newer version of the key is there already. */
  void put(String key, Entry<V> entry) {
    Map<String, Entry<V>> target = replacement == null ? shown : replacement;
    Entry<V> before = target.get(key);
    boolean late =
        before != null && entry.version() != Long.MIN_VALUE && entry.version() < before.version();
    if (late) {
      return;
    }
    if (entry.rememberable()) {
      target.put(key, entry);
    } else {
      target.remove(key);
    }
    if (replacement == null) {
      tell(key, valueOf(before), entry.value());
    }
  }

  /** The key's newest value cannot be read: what was known before stands. */
  void keep(String key) {
    Entry<V> known = shown.get(key);
    if (replacement != null && known != null) {
      replacement.putIfAbsent(key, known);
    }
  }

  /** Everything put from here on goes into new contents, which are not shown yet. */
  void startReplacement() {
    replacement = new ConcurrentHashMap<>();
  }

  /** Shows the new contents, if there are any, and tells of every difference. */
  void finishReplacement() {
    Map<String, Entry<V>> after = replacement;
    if (after == null) {
      return;
    }
    Map<String, Entry<V>> before = shown;
    shown = after;
    replacement = null;
    Set<String> keys = new HashSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.forEach(key -> tell(key, valueOf(before.get(key)), valueOf(after.get(key))));
  }

  /** Forgets tombstones that have left the topic as well. */
  void forgetTombstones(Instant before) {
    shown.values().removeIf(entry -> entry.value() == null && entry.at().isBefore(before));
  }

  /** Drops what the topic has dropped: records below the start of their partition. */
  void forgetBelow(Map<TopicPartition, Long> starts) {
    shown.forEach((key, entry) -> {
      if (entry.offset() < starts.getOrDefault(entry.partition(), 0L)) {
        shown.remove(key);
        tell(key, entry.value(), null);
      }
    });
  }

  private void tell(String key, @Nullable V before, @Nullable V after) {
    if (Objects.equals(before, after)) {
      return;
    }
    for (Subscriber<V> subscriber : subscribers) {
      try {
        subscriber.changed(key, before, after);
      } catch (RuntimeException broken) {
        // One subscriber's mistake must not stop the view for all.
        log.error("a subscriber failed on the change of {}", key, broken);
      }
    }
  }

  private @Nullable V valueOf(@Nullable Entry<V> entry) {
    return entry == null ? null : entry.value();
  }
}
