package io.atlas.console.topic;

import io.atlas.console.topic.Scan.Stop;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Reads a part of a topic, bounded in records, bytes and time, in either direction. It goes in
 * steps of as many offsets of each partition; only whole steps count, so that what it found has no
 * gaps and the next reading begins where it stopped. A compressed batch is unpacked a few records
 * at a time, and nothing but what was made of a record is kept. Thread-safe.
 */
@Component
class TopicReading {

  static final int MOST_RECORDS = 1_000;
  static final long MOST_BYTES = 5L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private static final Duration POLL = Duration.ofMillis(100);

  /** Unpacked at a time: a batch of 4 MiB may unpack to a thousand times as much. */
  private static final int UNPACKED = 8;

  private static final int FETCHED = 256 << 10;

  /** What is read ahead at a partition's end is waited for no longer: the next step goes before. */
  private static final int AT_THE_END_MS = 5;

  private final KafkaConnection kafka;
  private final LongSupplier nanoTime;

  @Autowired
  TopicReading(KafkaConnection kafka) {
    this(kafka, System::nanoTime);
  }

  TopicReading(KafkaConnection kafka, LongSupplier nanoTime) {
    this.kafka = kafka;
    this.nanoTime = nanoTime;
  }

  /**
   * Reads on from the start.
   *
   * @param partition null for all
   * @param most records, at most {@value #MOST_RECORDS}
   * @param look makes of a record what is kept of it; null for nothing
   * @throws KafkaException where the broker does not answer
   */
  <T> Scan<T> read(
      Topic topic,
      @Nullable Integer partition,
      Start start,
      int most,
      Function<ConsumerRecord<String, byte[]>, @Nullable T> look) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.byteKeyConsumer(
            "console-topics",
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                UNPACKED,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCHED,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                (int) MOST_BYTES,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                AT_THE_END_MS,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) LONGEST.toMillis()))) {
      return new Run<>(consumer, start.newestFirst(), Math.min(most, MOST_RECORDS), look)
          .from(kafka.name(topic), partition, start);
    }
  }

  /** The record at a place; empty where there is none any more, or nothing but a marker. */
  <T> List<T> at(
      Topic topic, int partition, long offset, Function<ConsumerRecord<String, byte[]>, T> look) {
    return read(
            topic,
            partition,
            new Start.Offset(false, offset),
            1,
            record -> record.offset() == offset ? look.apply(record) : null)
        .found();
  }

  /** Offsets of a partition that are still to be read, and those of one step. */
  private static final class Lane {
    private long from;
    private long to;
    private long stepFrom;
    private long stepTo;

    Lane(long from, long to) {
      this.from = from;
      this.to = to;
    }

    boolean isEmpty() {
      return from >= to;
    }

    void step(long width, boolean newestFirst) {
      stepFrom = newestFirst ? Math.max(from, to - width) : from;
      stepTo = newestFirst ? to : Math.min(to, from + width);
    }

    void done(boolean newestFirst) {
      if (newestFirst) {
        to = stepFrom;
      } else {
        from = stepTo;
      }
    }
  }

  private final class Run<T> {
    private final KafkaConsumer<String, byte[]> consumer;
    private final boolean newestFirst;
    private final int most;
    private final Function<ConsumerRecord<String, byte[]>, @Nullable T> look;
    private final long begun = nanoTime.getAsLong();
    private final Map<TopicPartition, Lane> lanes =
        new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    private final List<T> found = new ArrayList<>();
    private int looked;
    private long bytes;

    Run(
        KafkaConsumer<String, byte[]> consumer,
        boolean newestFirst,
        int most,
        Function<ConsumerRecord<String, byte[]>, @Nullable T> look) {
      this.consumer = consumer;
      this.newestFirst = newestFirst;
      this.most = most;
      this.look = look;
    }

    Scan<T> from(String topic, @Nullable Integer only, Start start) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .filter(each -> only == null || each.partition() == only)
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> points = points(partitions, start, begins, ends);
      for (TopicPartition each : partitions) {
        long begin = offset(begins, each);
        long end = offset(ends, each);
        long point = Math.clamp(offset(points, each), begin, Math.max(begin, end));
        lanes.put(each, newestFirst ? new Lane(begin, point) : new Lane(point, end));
      }
      return steps();
    }

    private Map<TopicPartition, Long> points(
        List<TopicPartition> partitions,
        Start start,
        Map<TopicPartition, Long> begins,
        Map<TopicPartition, Long> ends) {
      return switch (start) {
        case Start.Edge _ -> newestFirst ? ends : begins;
        case Start.Offset(boolean _, long offset) -> {
          long point = newestFirst && offset < Long.MAX_VALUE ? offset + 1 : offset;
          yield partitions.stream().collect(Collectors.toMap(each -> each, _ -> point));
        }
        case Start.Time(boolean _, var time) -> {
          Map<TopicPartition, Long> wanted =
              partitions.stream().collect(Collectors.toMap(each -> each, _ -> time.toEpochMilli()));
          Map<TopicPartition, OffsetAndTimestamp> at = consumer.offsetsForTimes(wanted);
          yield partitions.stream()
              .collect(
                  Collectors.toMap(
                      each -> each,
                      each -> {
                        OffsetAndTimestamp there = at.get(each);
                        return there == null ? offset(ends, each) : there.offset();
                      }));
        }
        case Start.Stopped(boolean _, var offsets) ->
            partitions.stream()
                .collect(
                    Collectors.toMap(
                        each -> each,
                        each ->
                            offsets.getOrDefault(
                                each.partition(), offset(newestFirst ? begins : ends, each))));
      };
    }

    private Scan<T> steps() {
      long width = 1;
      while (true) {
        List<Lane> open = lanes.values().stream().filter(lane -> !lane.isEmpty()).toList();
        if (open.isEmpty()) {
          return scan(Stop.END);
        }
        // A step has one record of each partition at least.
        if (looked > 0 && most - looked < open.size()) {
          return scan(Stop.RECORDS);
        }
        if (bytes >= MOST_BYTES) {
          return scan(Stop.BYTES);
        }
        width = Math.min(width, Math.max(1, (most - looked) / open.size()));
        if (looked > 0) {
          long average = Math.max(1, bytes / looked);
          width = Math.min(width, Math.max(1, (MOST_BYTES - bytes) / average / open.size()));
        }
        Stop broken = step(width);
        if (broken != null) {
          return scan(broken);
        }
        width *= 2;
      }
    }

    /**
     * Reads a step of every partition; a step of one record each may be of any size, so that each
     * reading gets on.
     *
     * @return why it was broken off, which leaves everything as before; null where it was not
     */
    private @Nullable Stop step(long width) {
      lanes.forEach((partition, lane) -> {
        lane.step(width, newestFirst);
        consumer.seek(partition, lane.isEmpty() ? lane.to : lane.stepFrom);
      });
      consumer.resume(lanes.keySet());
      List<T> made = new ArrayList<>();
      int read = 0;
      long size = 0;
      while (!pauseThoseThatAreDone()) {
        if (nanoTime.getAsLong() - begun > LONGEST.toNanos()) {
          return Stop.TIME;
        }
        if (width > 1 && bytes + size > MOST_BYTES) {
          return Stop.BYTES;
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
          if (lane == null || record.offset() < lane.stepFrom || record.offset() >= lane.stepTo) {
            continue;
          }
          read++;
          size += Math.max(0, record.serializedKeySize());
          size += Math.max(0, record.serializedValueSize());
          size += EventHeaders.size(record.headers());
          T kept = look.apply(record);
          if (kept != null) {
            made.add(kept);
          }
        }
      }
      found.addAll(made);
      looked += read;
      bytes += size;
      lanes.values().forEach(lane -> lane.done(newestFirst));
      return null;
    }

    private boolean pauseThoseThatAreDone() {
      List<TopicPartition> done =
          lanes.entrySet().stream()
              .filter(each ->
                  each.getValue().isEmpty()
                      || consumer.position(each.getKey()) >= each.getValue().stepTo)
              .map(Map.Entry::getKey)
              .toList();
      consumer.pause(done);
      return done.size() == lanes.size();
    }

    private Scan<T> scan(Stop stop) {
      Map<Integer, Long> next = new TreeMap<>();
      lanes.forEach((partition, lane) -> {
        if (!lane.isEmpty()) {
          next.put(partition.partition(), newestFirst ? lane.to : lane.from);
        }
      });
      long millis = (nanoTime.getAsLong() - begun) / 1_000_000;
      return new Scan<>(found, looked, bytes, millis, stop, next);
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
      return Objects.requireNonNullElse(offsets.get(partition), 0L);
    }
  }
}
