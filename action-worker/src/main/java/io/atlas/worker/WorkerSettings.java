package io.atlas.worker;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The worker's settings.
 *
 * @param keysDirectory holds {@code access-tokens.private.jwks}
 * @param worker what the engine may use
 */
@ConfigurationProperties("atlas")
record WorkerSettings(Path keysDirectory, @DefaultValue Engine worker) {

  WorkerSettings {
    if (keysDirectory == null) {
      throw new IllegalArgumentException("atlas.keys-directory is missing");
    }
  }

  /**
   * @param groupId of the consumer group that all workers share
   * @param maxInFlight calls at a time, 1 to 100,000; fewer are made where more do not help
   * @param keptBytes of a response's body in results, at most {@code maxResponseBytes}
   * @param keptRequestBytes of a request's body in results, unless its action says that none are
   * @param maxResponseBytes a larger response is a failure
   * @param inFlightBytes of the heap that events hold from when they are read until their outcome
   *     is acknowledged, 16 MiB or more; 0 for a quarter of the heap
   */
  record Engine(
      @DefaultValue("atlas-action-worker") String groupId,
      @DefaultValue("6000") int maxInFlight,
      @DefaultValue("4096") int keptBytes,
      @DefaultValue("4096") int keptRequestBytes,
      @DefaultValue("1048576") int maxResponseBytes,
      @DefaultValue("0") long inFlightBytes) {

    /** Less would not hold the largest events beside others. */
    private static final long LEAST_IN_FLIGHT_BYTES = 16L << 20;

    Engine {
      if (groupId.isBlank()) {
        throw new IllegalArgumentException("atlas.worker.group-id is empty");
      }
      if (maxInFlight < 1 || maxInFlight > 100_000) {
        throw new IllegalArgumentException("atlas.worker.max-in-flight must be 1 to 100000");
      }
      if (keptBytes < 0 || keptBytes > 100_000 || maxResponseBytes < keptBytes) {
        throw new IllegalArgumentException(
            "atlas.worker.kept-bytes must be 0 to 100000 and at most max-response-bytes");
      }
      if (keptRequestBytes < 0 || keptRequestBytes > 100_000) {
        throw new IllegalArgumentException("atlas.worker.kept-request-bytes must be 0 to 100000");
      }
      if (inFlightBytes != 0 && inFlightBytes < LEAST_IN_FLIGHT_BYTES) {
        throw new IllegalArgumentException(
            "atlas.worker.in-flight-bytes must be 0 or at least " + LEAST_IN_FLIGHT_BYTES);
      }
      inFlightBytes = inFlightBytes == 0 ? Runtime.getRuntime().maxMemory() / 4 : inFlightBytes;
    }
  }
}
