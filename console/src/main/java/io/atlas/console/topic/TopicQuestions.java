package io.atlas.console.topic;

import io.atlas.console.topic.Overview.Lag;
import io.atlas.console.topic.Overview.Line;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker once for all of our topics, for 3 s in all; what it does not tell by then, or
 * does not let us know, is missing, and the rest is there. For one use.
 */
final class TopicQuestions {

  private static final Logger log = LoggerFactory.getLogger(TopicQuestions.class);

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int PATIENCE_MS = (int) PATIENCE.toMillis();

  /** The rate is of so long. */
  private static final Duration RATE = Duration.ofMinutes(1);

  /** A broker may be shared; ours come first. */
  private static final int MOST_GROUPS = 200;

  private final Admin admin;
  private final String prefix;
  private final Clock clock;
  private final long until = System.nanoTime() + PATIENCE.toNanos();
  private final List<String> missing = new ArrayList<>();

  TopicQuestions(Admin admin, String prefix, Clock clock) {
    this.admin = admin;
    this.prefix = prefix;
    this.clock = clock;
  }

  Overview ask() {
    Map<String, TopicDescription> topics = topics();
    List<TopicPartition> partitions =
        topics.values().stream()
            .flatMap(topic ->
                topic.partitions().stream()
                    .map(each -> new TopicPartition(topic.name(), each.partition())))
            .toList();
    // All are asked at once, so that the slowest decides how long it takes.
    var begins = offsets(partitions, OffsetSpec.earliest());
    var ends = offsets(partitions, OffsetSpec.latest());
    var recent =
        offsets(partitions, OffsetSpec.forTimestamp(clock.instant().minus(RATE).toEpochMilli()));
    var configs =
        admin
            .describeConfigs(
                topics.keySet().stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList(),
                new DescribeConfigsOptions().timeoutMs(PATIENCE_MS))
            .all();
    Map<String, Long> sizes = sizes();
    Map<String, List<Lag>> lags = lags(answer(ends, "The lag of groups is").orElse(Map.of()));
    Map<TopicPartition, ListOffsetsResultInfo> begin =
        answer(begins, "Where topics begin is").orElse(Map.of());
    Map<TopicPartition, ListOffsetsResultInfo> end =
        answer(ends, "Where topics end is").orElse(Map.of());
    Map<TopicPartition, ListOffsetsResultInfo> minute =
        answer(recent, "The rate is").orElse(Map.of());
    Map<ConfigResource, Config> kept =
        answer(configs, "How long records are kept is").orElse(Map.of());

    List<Line> lines = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = topic.name(prefix);
      TopicDescription described = topics.get(name);
      lines.add(
          new Line(
              topic.suffix(),
              described == null ? null : described.partitions().size(),
              perSecond(of(minute, name), of(end, name)),
              between(of(begin, name), of(end, name)),
              sizes.get(name),
              kept(kept.get(new ConfigResource(ConfigResource.Type.TOPIC, name))),
              lags.getOrDefault(name, List.of())));
    }
    return new Overview(lines, missing.stream().distinct().toList());
  }

  private Map<String, TopicDescription> topics() {
    Map<String, TopicDescription> known = new TreeMap<>();
    List<String> names = Stream.of(Topic.values()).map(topic -> topic.name(prefix)).toList();
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin
            .describeTopics(names, new DescribeTopicsOptions().timeoutMs(PATIENCE_MS))
            .topicNameValues();
    asked.forEach((name, described) ->
        answer(described, "The topic " + name + " is").ifPresent(topic -> known.put(name, topic)));
    return known;
  }

  private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(each -> each, _ -> which)),
            new ListOffsetsOptions().timeoutMs(PATIENCE_MS))
        .all();
  }

  /** Of one copy: that of the partition's largest. */
  private Map<String, Long> sizes() {
    Map<TopicPartition, Long> largest = new HashMap<>();
    String what = "The sizes are";
    Collection<Node> nodes =
        answer(
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS)).nodes(),
                what)
            .orElse(List.of());
    answer(
            admin
                .describeLogDirs(
                    nodes.stream().map(Node::id).toList(),
                    new DescribeLogDirsOptions().timeoutMs(PATIENCE_MS))
                .allDescriptions(),
            what)
        .orElse(Map.of())
        .values()
        .forEach(directories ->
            directories.values().stream()
                .map(LogDirDescription::replicaInfos)
                .forEach(replicas ->
                    replicas.forEach((partition, replica) ->
                        largest.merge(partition, replica.size(), Math::max))));
    Map<String, Long> sizes = new HashMap<>();
    largest.forEach((partition, size) -> sizes.merge(partition.topic(), size, Long::sum));
    return sizes;
  }

  private Map<String, List<Lag>> lags(Map<TopicPartition, ListOffsetsResultInfo> ends) {
    String what = "The lag of some groups is";
    Collection<GroupListing> listed =
        answer(admin.listGroups(new ListGroupsOptions().timeoutMs(PATIENCE_MS)).valid(), what)
            .orElse(List.of());
    List<String> groups =
        listed.stream()
            .map(GroupListing::groupId)
            .sorted(
                Comparator.comparing((String id) -> !id.startsWith(prefix)).thenComparing(id -> id))
            .limit(MOST_GROUPS)
            .toList();
    var asked =
        admin.listConsumerGroupOffsets(
            groups.stream()
                .collect(Collectors.toMap(id -> id, _ -> new ListConsumerGroupOffsetsSpec())),
            new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MS));
    Map<String, List<Lag>> lags = new HashMap<>();
    for (String group : groups) {
      Map<String, Long> behind = new TreeMap<>();
      answer(asked.partitionsToOffsetAndMetadata(group), what)
          .orElse(Map.of())
          .forEach((partition, committed) -> add(behind, partition, committed, ends));
      behind.forEach((topic, count) ->
          lags.computeIfAbsent(topic, _ -> new ArrayList<>()).add(new Lag(group, count)));
    }
    return lags;
  }

  private static void add(
      Map<String, Long> behind,
      TopicPartition partition,
      @Nullable OffsetAndMetadata committed,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    ListOffsetsResultInfo end = ends.get(partition);
    if (committed != null && end != null) {
      behind.merge(partition.topic(), Math.max(0, end.offset() - committed.offset()), Long::sum);
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> of(
      Map<TopicPartition, ListOffsetsResultInfo> all, String topic) {
    return all.entrySet().stream()
        .filter(each -> each.getKey().topic().equals(topic))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static @Nullable Double perSecond(
      Map<TopicPartition, ListOffsetsResultInfo> minute,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    if (minute.isEmpty() || ends.isEmpty()) {
      return null;
    }
    // −1 where no record is as young.
    Map<TopicPartition, ListOffsetsResultInfo> young = new HashMap<>(minute);
    young.values().removeIf(first -> first.offset() < 0);
    Long count = between(young, ends);
    return count == null ? 0.0 : count / (double) RATE.toSeconds();
  }

  private static @Nullable Long between(
      Map<TopicPartition, ListOffsetsResultInfo> from,
      Map<TopicPartition, ListOffsetsResultInfo> to) {
    if (from.isEmpty() || to.isEmpty()) {
      return null;
    }
    return from.entrySet().stream()
        .mapToLong(each -> {
          ListOffsetsResultInfo end = to.get(each.getKey());
          return end == null ? 0 : Math.max(0, end.offset() - each.getValue().offset());
        })
        .sum();
  }

  private static @Nullable String kept(@Nullable Config config) {
    if (config == null) {
      return null;
    }
    String policy = value(config, "cleanup.policy");
    String time = value(config, "retention.ms");
    boolean deletes = policy.contains("delete") && !time.equals("-1") && !time.isEmpty();
    String deleted = deletes ? inWords(Duration.ofMillis(Long.parseLong(time))) : "for good";
    return policy.contains("compact")
        ? "the newest of each key" + (policy.contains("delete") ? ", " + deleted : "")
        : deleted;
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private static String inWords(Duration kept) {
    long hours = kept.toHours();
    if (hours >= 48) {
      return hours / 24 + " d";
    }
    return hours > 0 ? hours + " h" : kept.toMinutes() + " min";
  }

  /** Empty, and said, where it does not come in time. */
  private <T> Optional<T> answer(KafkaFuture<T> asked, String what) {
    try {
      long left = Math.max(0, until - System.nanoTime());
      return Optional.of(asked.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      missing.add(what + " missing: the broker did not answer in time.");
    } catch (ExecutionException refused) {
      log.debug("{}: {}", what, String.valueOf(refused.getCause()));
      missing.add(what + " missing: " + reason(refused.getCause()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      missing.add(what + " missing: it was interrupted.");
    }
    return Optional.empty();
  }

  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case UnknownTopicOrPartitionException _ -> "it is not there.";
      case AuthorizationException _ ->
          "the broker does not let the console ask for it (docs/operations.md, “A broker with users”).";
      case org.apache.kafka.common.errors.TimeoutException _ ->
          "the broker did not answer in time.";
      case null, default -> "the broker could not tell.";
    };
  }
}
