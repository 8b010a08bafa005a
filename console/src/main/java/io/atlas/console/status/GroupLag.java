package io.atlas.console.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a topic a group of consumers has not read yet.
 *
 * @param topic without the prefix
 * @param oldestUnread the timestamp of the oldest unread record; null where nothing is unread, or
 *     where it could not be read
 * @param minuteAgo what {@code lag} was a minute ago; null where that is not known
 * @param growingMinutes for how many minutes on end the least lag of a minute rose; 0 for not
 * @param partitions by number
 */
public record GroupLag(
    String group,
    String topic,
    long lag,
    @Nullable Instant oldestUnread,
    @Nullable Long minuteAgo,
    int growingMinutes,
    List<PartitionLag> partitions) {

  public GroupLag {
    partitions = List.copyOf(partitions);
  }

  /**
   * One partition.
   *
   * @param end the offset behind its last record
   * @param read the offset up to which all is done
   */
  public record PartitionLag(int partition, long end, long read, @Nullable Instant oldestUnread) {

    public long lag() {
      return end - read;
    }
  }

  /** Where it goes. */
  public enum Trend {
    GROWING,
    FALLING,
    STEADY
  }

  public Trend trend() {
    if (growingMinutes > 0) {
      return Trend.GROWING;
    }
    return minuteAgo != null && lag < minuteAgo ? Trend.FALLING : Trend.STEADY;
  }
}
