package io.atlas.connections.republish;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.Versions;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a compacted topic holds at one moment: the last version of each key, tombstones included.
 *
 * @param entries by key
 */
record TopicContent(Map<String, Entry> entries) {

  private static final Logger log = LoggerFactory.getLogger(TopicContent.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** The last record of a key. */
  record Entry(long version, boolean deleted) {}

  /** A key that has to go, with the version of its tombstone. */
  record Gone(String key, long version) {}

  /** Keys with a value that are not known elsewhere. */
  List<Gone> missingFrom(Set<String> known) {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getValue().deleted() && !known.contains(entry.getKey()))
        .map(entry -> new Gone(entry.getKey(), entry.getValue().version() + 1))
        .toList();
  }

  /** The version itself, unless the topic has a later one, or a tombstone of the same. */
  long versionAbove(String key, long version) {
    Entry topic = entries.get(key);
    if (topic == null) {
      return version;
    }
    boolean ahead = topic.version() > version || (topic.deleted() && topic.version() == version);
    return ahead ? topic.version() + 1 : version;
  }

  static TopicContent read(KafkaConnection kafka, Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer = kafka.consumer("republish", Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      Map<String, Entry> entries = new HashMap<>();
      while (end.entrySet().stream()
          .anyMatch(to -> consumer.position(to.getKey()) < to.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Long version = EventHeaders.number(record.headers(), EventHeaders.VERSION);
          if (version != null && version > Versions.HIGHEST_OUTDONE) {
            // Nobody's of ours: what it stands on is put on the topic as the database has it.
            log.warn("{}: {} has a version beyond all that can be", topic.suffix(), record.key());
            continue;
          }
          entries.put(
              record.key(), new Entry(version == null ? 0 : version, record.value() == null));
        }
      }
      return new TopicContent(entries);
    }
  }
}
