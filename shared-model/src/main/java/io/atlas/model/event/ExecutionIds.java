package io.atlas.model.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Execution ids that follow from what they name, so that a redelivery never makes a second one. */
public final class ExecutionIds {

  /** Namespace of our names, itself random. */
  private static final UUID NAMESPACE = UUID.fromString("5d1f8f0e-6d0b-4c0e-9a55-0c8f2b8f4f3a");

  private ExecutionIds() {}

  /** The id of an event that brings none: UUIDv5 of (topic id, partition, offset). */
  public static String ofRecord(String topicId, int partition, long offset) {
    return uuid5(NAMESPACE, topicId + '/' + partition + '/' + offset);
  }

  /** The id of a deliberate repeat: UUIDv5 of (execution id, replay number from 1). */
  public static String ofReplay(String executionId, long replayNumber) {
    return uuid5(NAMESPACE, executionId + "/replay/" + replayNumber);
  }

  /** The id of what an action is fired with that tells of a notice in one state. */
  public static String ofAlert(Notice notice, String actionId) {
    return uuid5(
        NAMESPACE,
        String.join("/", notice.key(), notice.state().name(), notice.since().toString(), actionId));
  }

  /** RFC 9562 section 5.5. */
  static String uuid5(UUID namespace, String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(namespace.getMostSignificantBits())
              .putLong(namespace.getLeastSignificantBits())
              .array());
      ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & ~0xF000L) | 0x5000L;
      long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low).toString();
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
