package io.atlas.console.status;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far groups have read, and where topics begin and end. One thread's. */
final class OffsetReader implements AutoCloseable {

  /** All of a look together. */
  private static final Duration WITHIN = Duration.ofSeconds(2);

  /** Groups and partitions come and go seldom. */
  private static final Duration LISTED_AGAIN = Duration.ofSeconds(10);

  private static final int MOST_GROUPS = 100;

  private final KafkaConnection kafka;
  private final String workers;
  private final Admin admin;
  private Set<String> groups = Set.of();
  private Map<String, Topic> topics = Map.of();
  private Map<String, Integer> partitions = Map.of();
  private Map<TopicPartition, Long> starts = Map.of();
  private long listedAt;
  private boolean listed;
  private long deadline;

  /**
   * A group's place in a partition.
   *
   * @param read the offset up to which all is done, or where the partition begins if that is later
   */
  record Place(String group, Topic topic, TopicPartition partition, long read, long end) {

    long unread() {
      return Math.max(0, end - read);
    }

    Place allRead() {
      return new Place(group, topic, partition, end, end);
    }
  }

  /**
   * @param workers the group of the action workers, whose name has no prefix
   */
  OffsetReader(KafkaConnection kafka, String workers) {
    this.kafka = kafka;
    this.workers = workers;
    this.admin = kafka.admin("console-backlog");
  }

  /**
   * Of all partitions of the topics that a group of ours has read anything of.
   *
   * @throws TimeoutException where that takes longer than two seconds
   */
  List<Place> look() throws ExecutionException, TimeoutException, InterruptedException {
    deadline = System.nanoTime() + WITHIN.toNanos();
    if (!listed || System.nanoTime() - listedAt > LISTED_AGAIN.toNanos()) {
      list();
    }
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
        await(
            admin
                .listConsumerGroupOffsets(
                    groups.stream()
                        .collect(
                            Collectors.toMap(
                                Function.identity(), _ -> new ListConsumerGroupOffsetsSpec())),
                    new ListConsumerGroupOffsetsOptions().timeoutMs(leftMs()))
                .all());
    Map<TopicPartition, Long> ends = offsets(wanted(committed.values()), OffsetSpec.latest());
    List<Place> places = new ArrayList<>();
    committed.forEach((group, offsets) -> {
      for (String topic : topicsOf(offsets)) {
        for (TopicPartition partition : partitionsOf(topic)) {
          Topic ours = topics.get(topic);
          Long end = ends.get(partition);
          if (ours != null && end != null) {
            OffsetAndMetadata offset = offsets.get(partition);
            long start = starts.getOrDefault(partition, 0L);
            long read = offset == null ? start : Math.max(start, offset.offset());
            places.add(new Place(group, ours, partition, Math.min(read, end), end));
          }
        }
      }
    });
    return places;
  }

  private void list() throws ExecutionException, TimeoutException, InterruptedException {
    Collection<GroupListing> all =
        await(admin.listGroups(new ListGroupsOptions().timeoutMs(leftMs())).valid());
    groups =
        all.stream()
            .map(GroupListing::groupId)
            .filter(group -> group.equals(workers) || group.startsWith(kafka.topicPrefix()))
            .sorted(
                Comparator.comparing((String group) -> !group.equals(workers))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MOST_GROUPS)
            .collect(Collectors.toSet());
    topics =
        Arrays.stream(Topic.values()).collect(Collectors.toMap(kafka::name, Function.identity()));
    Map<String, Integer> counts = new HashMap<>();
    Map<String, TopicDescription> described =
        await(
            admin
                .describeTopics(topics.keySet(), new DescribeTopicsOptions().timeoutMs(leftMs()))
                .allTopicNames());
    described.forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    partitions = counts;
    starts =
        offsets(
            counts.keySet().stream().flatMap(topic -> partitionsOf(topic).stream()).toList(),
            OffsetSpec.earliest());
    listed = true;
    listedAt = System.nanoTime();
  }

  private List<TopicPartition> wanted(
      Collection<Map<TopicPartition, OffsetAndMetadata>> committed) {
    Set<String> names = new HashSet<>();
    committed.forEach(offsets -> names.addAll(topicsOf(offsets)));
    return names.stream().flatMap(topic -> partitionsOf(topic).stream()).toList();
  }

  private Set<String> topicsOf(Map<TopicPartition, OffsetAndMetadata> offsets) {
    return offsets.keySet().stream()
        .map(TopicPartition::topic)
        .filter(topics::containsKey)
        .collect(Collectors.toSet());
  }

  private List<TopicPartition> partitionsOf(String topic) {
    return IntStream.range(0, partitions.getOrDefault(topic, 0))
        .mapToObj(number -> new TopicPartition(topic, number))
        .toList();
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> of, OffsetSpec spec)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (!of.isEmpty()) {
      await(
              admin
                  .listOffsets(
                      of.stream().collect(Collectors.toMap(Function.identity(), _ -> spec)),
                      new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(leftMs()))
                  .all())
          .forEach((partition, found) -> offsets.put(partition, found.offset()));
    }
    return offsets;
  }

  private <T> T await(KafkaFuture<T> asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    return asked.get(leftMs(), TimeUnit.MILLISECONDS);
  }

  private int leftMs() throws TimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new TimeoutException("no answer within " + WITHIN.toSeconds() + " s");
    }
    return (int) left;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
