package io.atlas.worker.intake;

import io.atlas.model.event.EventHeaders;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was read of delay topics before its time. A poll seldom ends where what is due does; were
 * the rest read again with each turn, an event would be fetched and unpacked as often as there are
 * turns while it is among the first of its partition. What is more than so many bytes is read again
 * all the same. The intake's thread owns it.
 */
final class ReadAhead {

  private final long capacity;
  private final Map<AssignedPartition, Deque<ConsumerRecord<String, byte[]>>> kept =
      new HashMap<>();
  private long bytes;

  /**
   * @param capacity in bytes of keys, headers and values
   */
  ReadAhead(long capacity) {
    this.capacity = capacity;
  }

  /** Whether something of the partition is kept, which comes before all that is polled. */
  boolean has(AssignedPartition source) {
    return kept.containsKey(source);
  }

  /**
   * Keeps the first of them that there is room for.
   *
   * @return how many
   */
  int keep(AssignedPartition source, List<ConsumerRecord<String, byte[]>> early) {
    int count = 0;
    while (count < early.size() && bytes + size(early.get(count)) <= capacity) {
      ConsumerRecord<String, byte[]> record = early.get(count++);
      bytes += size(record);
      kept.computeIfAbsent(source, _ -> new ArrayDeque<>()).addLast(record);
    }
    return count;
  }

  /** Takes what is due of the partition; where anything is left, the source is held until then. */
  List<ConsumerRecord<String, byte[]>> take(AssignedPartition source, Instant now) {
    Deque<ConsumerRecord<String, byte[]>> records = kept.get(source);
    List<ConsumerRecord<String, byte[]>> due = new ArrayList<>();
    while (records != null && !records.isEmpty()) {
      Instant release = source.release(records.getFirst());
      if (release.isAfter(now)) {
        source.holdUntil(release);
        return due;
      }
      ConsumerRecord<String, byte[]> record = records.removeFirst();
      bytes -= size(record);
      due.add(record);
    }
    kept.remove(source);
    return due;
  }

  /** They are somebody else's, or are read again. */
  void forget(Collection<AssignedPartition> sources) {
    for (AssignedPartition source : sources) {
      Deque<ConsumerRecord<String, byte[]>> records = kept.remove(source);
      if (records != null) {
        records.forEach(record -> bytes -= size(record));
      }
    }
  }

  private static long size(ConsumerRecord<String, byte[]> record) {
    long size = Math.max(0, record.serializedKeySize());
    size += Math.max(0, record.serializedValueSize());
    return size + EventHeaders.size(record.headers());
  }
}
