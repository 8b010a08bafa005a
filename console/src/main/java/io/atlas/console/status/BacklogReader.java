package io.atlas.console.status;

import io.atlas.console.status.FirstUnread.At;
import io.atlas.console.status.FirstUnread.First;
import io.atlas.console.status.GroupLag.PartitionLag;
import io.atlas.console.status.OffsetReader.Place;
import io.atlas.kit.background.ManagedThread;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every five seconds at what is unread and what waits: offsets by Kafka's Admin, and the
 * first unread record of the partitions that are furthest behind. One thread's.
 */
final class BacklogReader implements ManagedThread.Work {

  private static final Logger log = LoggerFactory.getLogger(BacklogReader.class);

  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Partitions whose first unread record is read. */
  private static final int MOST_READ = 200;

  private static final Set<Topic> DELAYED =
      Stream.concat(Topic.DELAYED.stream(), Stream.of(Topic.ACTION_DELAYED_ORDERED))
          .collect(Collectors.toUnmodifiableSet());

  private final OffsetReader offsets;
  private final FirstUnread first;
  private final Backlog backlog;
  private final Map<Read, LagHistory> histories;
  private final LongSupplier nanoTime;
  private boolean away;

  /** A group and what it reads. */
  record Read(String group, Topic topic) {}

  /**
   * @param histories survive this reader
   */
  BacklogReader(
      KafkaConnection kafka,
      String workers,
      Backlog backlog,
      Map<Read, LagHistory> histories,
      LongSupplier nanoTime) {
    this.offsets = new OffsetReader(kafka, workers);
    this.first = new FirstUnread(kafka);
    this.backlog = backlog;
    this.histories = histories;
    this.nanoTime = nanoTime;
  }

  @Override
  public Duration step() throws InterruptedException {
    try {
      List<Place> places = offsets.look();
      Map<At, First> firsts = first.look(furthestBehind(places));
      List<Place> behind = places.stream().map(place -> withoutMarkers(place, firsts)).toList();
      backlog.found(found(behind, firsts, nanoTime.getAsLong()));
      away = false;
    } catch (ExecutionException | TimeoutException | KafkaException noAnswer) {
      if (!away) {
        Throwable cause = noAnswer instanceof ExecutionException ? noAnswer.getCause() : noAnswer;
        log.warn("what is unread is not known: {}", String.valueOf(cause));
      }
      away = true;
    }
    return EVERY;
  }

  /**
   * A group stands before the marker of the transaction that it read last, and is behind nothing.
   */
  private static Place withoutMarkers(Place place, Map<At, First> firsts) {
    return firsts.get(at(place)) instanceof First.Nothing(long upTo) && upTo >= place.end()
        ? place.allRead()
        : place;
  }

  private static Map<At, Long> furthestBehind(List<Place> places) {
    return places.stream()
        .filter(place -> place.unread() > 0)
        .sorted(Comparator.comparingLong(Place::unread).reversed())
        .limit(MOST_READ)
        .collect(Collectors.toMap(BacklogReader::at, Place::end, Math::max));
  }

  private static At at(Place place) {
    return new At(place.partition(), place.read());
  }

  private Backlog.Found found(List<Place> places, Map<At, First> firsts, long nanos) {
    Map<Read, List<Place>> byRead = new HashMap<>();
    Map<Topic, List<Place>> delayed = new HashMap<>();
    for (Place place : places) {
      if (DELAYED.contains(place.topic())) {
        delayed.computeIfAbsent(place.topic(), _ -> new ArrayList<>()).add(place);
      } else {
        byRead
            .computeIfAbsent(new Read(place.group(), place.topic()), _ -> new ArrayList<>())
            .add(place);
      }
    }
    histories.keySet().retainAll(byRead.keySet());
    List<GroupLag> lag =
        byRead.entrySet().stream()
            .map(read -> lag(read.getKey(), read.getValue(), firsts, nanos))
            .sorted(
                Comparator.comparingLong(GroupLag::lag)
                    .reversed()
                    .thenComparing(GroupLag::group)
                    .thenComparing(GroupLag::topic))
            .toList();
    List<Tier> tiers =
        Stream.concat(Topic.DELAYED.stream(), Stream.of(Topic.ACTION_DELAYED_ORDERED))
            .map(topic -> tier(topic, delayed.getOrDefault(topic, List.of()), firsts))
            .toList();
    return new Backlog.Found(lag, tiers);
  }

  private GroupLag lag(Read read, List<Place> places, Map<At, First> firsts, long nanos) {
    long unread = places.stream().mapToLong(Place::unread).sum();
    LagHistory history = histories.computeIfAbsent(read, _ -> new LagHistory());
    history.add(unread, nanos);
    List<PartitionLag> partitions =
        places.stream()
            .sorted(Comparator.comparingInt((Place place) -> place.partition().partition()))
            .map(place ->
                new PartitionLag(
                    place.partition().partition(),
                    place.end(),
                    place.read(),
                    timestamp(firsts.get(at(place)))))
            .toList();
    return new GroupLag(
        read.group(),
        read.topic().suffix(),
        unread,
        partitions.stream()
            .map(PartitionLag::oldestUnread)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null),
        history.minuteAgo(),
        history.growingMinutes(),
        partitions);
  }

  private static Tier tier(Topic topic, List<Place> places, Map<At, First> firsts) {
    Instant due =
        places.stream()
            .map(place -> due(firsts.get(at(place))))
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new Tier(
        topic.suffix().substring(topic.suffix().indexOf('.') + 1),
        places.stream().mapToLong(Place::unread).sum(),
        due);
  }

  private static @Nullable Instant timestamp(@Nullable First first) {
    return first instanceof First.Unread unread ? unread.timestamp() : null;
  }

  private static @Nullable Instant due(@Nullable First first) {
    return first instanceof First.Unread unread ? unread.due() : null;
  }

  @Override
  public void close() {
    try {
      first.close();
    } finally {
      offsets.close();
    }
  }
}
