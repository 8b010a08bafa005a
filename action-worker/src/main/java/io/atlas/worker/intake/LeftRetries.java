package io.atlas.worker.intake;

import io.atlas.worker.dispatch.Dispatcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads retries of ordered events again that were left on their topic, because their account may
 * keep no more in memory: from the first that is not done. What is here already, or done, is passed
 * over. New retries of these partitions come after that. The intake's thread owns it.
 */
final class LeftRetries {

  private static final Logger log = LoggerFactory.getLogger(LeftRetries.class);

  private static final Duration SOONEST = Duration.ofMillis(100);
  private static final Duration LATEST = Duration.ofMinutes(1);

  /** Reading again takes half of the time, and a tenth where nothing came of it. */
  private static final int REST_IN_VAIN = 9;

  private final Consumer<String, byte[]> member;
  private final OwnedPartitions owned;
  private final Dispatcher dispatcher;
  private final String topic;
  private final Clock clock;

  /** How far each had been read before. */
  private final Map<AssignedPartition, Long> reading = new HashMap<>();

  private Instant begun = Instant.MIN;
  private Instant soonest = Instant.MIN;
  private Instant latest = Instant.MIN;
  private long waitingThen;

  /**
   * @param topic where ordered events wait for a retry
   */
  LeftRetries(
      Consumer<String, byte[]> member,
      OwnedPartitions owned,
      Dispatcher dispatcher,
      String topic,
      Clock clock) {
    this.member = member;
    this.owned = owned;
    this.dispatcher = dispatcher;
    this.topic = topic;
    this.clock = clock;
  }

  /**
   * @param room for more of what is read
   */
  void readAgain(boolean room) {
    Instant now = clock.instant();
    if (!reading.isEmpty()) {
      end(now);
    } else if (room && now.isAfter(soonest) && isWorthIt(now)) {
      begin(now);
    }
  }

  /** Whether it is under way. */
  boolean isReading() {
    return !reading.isEmpty();
  }

  /** Half of what waited has gone, or it is time to look what another account may keep. */
  private boolean isWorthIt(Instant now) {
    return now.isAfter(latest) || dispatcher.waitingBytes() <= waitingThen / 2;
  }

  private void begin(Instant now) {
    begun = now;
    for (int number : dispatcher.left()) {
      AssignedPartition one = owned.get(new TopicPartition(topic, number));
      if (one != null && !owned.isReadingRetries(number)) {
        reading.put(one, member.position(one.partition));
        dispatcher.partition(number).beginReadingAgain();
        member.seek(one.partition, one.frontier());
      }
    }
    if (reading.isEmpty()) {
      soonest = now.plus(SOONEST);
    } else {
      log.debug(
          "retries were left for want of memory: {} partitions are read again", reading.size());
    }
  }

  private void end(Instant now) {
    reading
        .entrySet()
        .removeIf(entry -> {
          AssignedPartition one = entry.getKey();
          if (owned.get(one.partition) != one) {
            return true;
          }
          boolean read = member.position(one.partition) >= entry.getValue();
          if (read) {
            dispatcher.partition(one.partition.partition()).endReadingAgain();
          }
          return read;
        });
    if (reading.isEmpty()) {
      Duration took = Duration.between(begun, now);
      soonest = now.plus(SOONEST).plus(took);
      latest = now.plus(LATEST).plus(took.multipliedBy(REST_IN_VAIN));
      waitingThen = dispatcher.waitingBytes();
    }
  }
}
