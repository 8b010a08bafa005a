package io.atlas.console.history;

import io.atlas.console.figures.Counted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Results of several batches that are stored and will be counted together: of a thousand actions, a
 * batch has nearly a row of figures for each result, and thirty of them hardly more rows. Who dies
 * with it has lost nothing, because offsets move on with what is counted.
 *
 * @param results of each partition in its order
 * @param ends how far each partition comes with them
 */
record Uncounted(List<Batch.Placed> results, Map<TopicPartition, Long> ends) {

  static final Uncounted NONE = new Uncounted(List.of(), Map.of());

  Uncounted {
    results = List.copyOf(results);
    ends = Map.copyOf(ends);
  }

  /** A batch may come again, where something failed after it. */
  Uncounted and(Batch batch) {
    List<Batch.Placed> together = new ArrayList<>(results);
    batch.counted().stream().filter(each -> !isReached(each)).forEach(together::add);
    Map<TopicPartition, Long> furthest = new HashMap<>(ends);
    batch.ends().forEach((partition, end) -> furthest.merge(partition, end, Math::max));
    return new Uncounted(together, furthest);
  }

  private boolean isReached(Batch.Placed result) {
    return result.offset() < ends.getOrDefault(result.partition(), 0L);
  }

  /** What came after those were taken. */
  Uncounted after(Uncounted counted) {
    return new Uncounted(
        results.stream().filter(each -> !counted.isReached(each)).toList(),
        ends.entrySet().stream()
            .filter(end -> end.getValue() > counted.ends.getOrDefault(end.getKey(), 0L))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** For partitions whose records come again from where offsets say. */
  Uncounted without(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> rest = new HashMap<>(ends);
    rest.keySet().removeAll(partitions);
    return new Uncounted(
        results.stream().filter(each -> !partitions.contains(each.partition())).toList(), rest);
  }

  /** As one, where no partition is in two of them: each of those is counted by itself. */
  static List<Uncounted> together(Collection<Uncounted> all) {
    List<TopicPartition> partitions =
        all.stream().flatMap(each -> each.ends.keySet().stream()).toList();
    if (partitions.isEmpty()) {
      return List.of();
    }
    if (Set.copyOf(partitions).size() < partitions.size()) {
      return List.copyOf(all);
    }
    List<Batch.Placed> results = new ArrayList<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Uncounted each : all) {
      results.addAll(each.results);
      ends.putAll(each.ends);
    }
    return List.of(new Uncounted(results, ends));
  }

  /** Those that are not counted yet. */
  List<Counted> from(Map<TopicPartition, Long> offsets) {
    return results.stream()
        .filter(each -> each.offset() >= offsets.getOrDefault(each.partition(), 0L))
        .map(Batch.Placed::counted)
        .toList();
  }

  /** Two, to be counted one after the other. */
  List<Uncounted> halves() {
    int half = (results.size() + 1) / 2;
    List<Batch.Placed> first = results.subList(0, half);
    Map<TopicPartition, Long> reached = new HashMap<>();
    first.forEach(each -> reached.merge(each.partition(), each.offset() + 1, Math::max));
    return List.of(
        new Uncounted(first, reached), new Uncounted(results.subList(half, results.size()), ends));
  }
}
