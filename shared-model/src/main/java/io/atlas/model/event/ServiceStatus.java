package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an instance of a service is; a value of {@code service-status}, keyed by {@link #key()}. It
 * says so every {@link #EVERY_SECONDS} seconds and is gone with a tombstone when it stops in order.
 * It holds no secret, no path of a URL and no text of a tenant's, but ids and names of hosts.
 *
 * @param service such as {@code action-worker}
 * @param instance another one at each start of a process
 * @param host that it runs on, as it calls itself
 * @param ready as its readiness says
 * @param circuits worst first, at most {@link #MOST_CIRCUITS}
 */
public record ServiceStatus(
    String service,
    String instance,
    String version,
    Instant startedAt,
    String host,
    boolean ready,
    Figures figures,
    List<Circuit> circuits) {

  public static final int EVERY_SECONDS = 5;

  public static final int MOST_CIRCUITS = 200;

  private static final int LONGEST_NAME = 256;

  public ServiceStatus {
    requireName("service", service);
    requireName("instance", instance);
    if (service.contains("/")) {
      throw new IllegalArgumentException("service has a slash");
    }
    if (startedAt == null || figures == null) {
      throw new IllegalArgumentException("startedAt or figures is missing");
    }
    version = version == null ? "" : version;
    host = host == null ? "" : host;
    circuits = circuits == null ? List.of() : List.copyOf(circuits);
    if (circuits.size() > MOST_CIRCUITS) {
      throw new IllegalArgumentException("more than " + MOST_CIRCUITS + " circuits");
    }
  }

  private static void requireName(String what, @Nullable String name) {
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(what + " is missing or too long");
    }
  }

  /** The record's key: service and instance. */
  public String key() {
    return service + "/" + instance;
  }

  /**
   * What it counts and measures.
   *
   * @param cpuLoad of the process, 0 to 1 of all processors; null where the system does not say
   * @param work of a worker
   * @param tokens of a token-service
   */
  public record Figures(
      long heapUsedBytes,
      long heapMaxBytes,
      @Nullable Double cpuLoad,
      int processors,
      @Nullable Work work,
      @Nullable Tokens tokens) {}

  /**
   * What a worker has in hand.
   *
   * @param callsLimit how many calls may be in flight now, which follows the machine
   * @param eventsWaiting for their start, in memory
   * @param circuitsOpen targets that are given a rest, are tried again or hang; all of them
   * @param lanesRateLimited actions whose events wait for their rate limit now
   * @param attempts since it started
   * @param tokenWaits of them, those that had to wait for an access token
   * @param viewsBehind topics that have not been read to their end yet
   */
  public record Work(
      int callsInFlight,
      int callsLimit,
      int eventsWaiting,
      int circuitsOpen,
      int lanesRateLimited,
      long inFlightBytes,
      long inFlightBytesLimit,
      long attempts,
      long tokenWaits,
      List<String> viewsBehind) {

    public Work {
      viewsBehind = viewsBehind == null ? List.of() : List.copyOf(viewsBehind);
    }
  }

  /**
   * What a token-service did since it started.
   *
   * @param requests by provider's host and outcome, most first; what is beyond the bound of hosts
   *     is of the host {@code others}
   * @param providersAway that are asked in turns, because they give no tokens; over all instances
   * @param connectionsWaiting for a provider to come back, over all instances
   * @param budgets of connections that have one, most used first, of a bounded number
   */
  public record Tokens(
      List<TokenRequests> requests,
      int providersAway,
      int connectionsWaiting,
      List<Budget> budgets) {

    /** The host of what is beyond the bound. */
    public static final String OTHERS = "others";

    public Tokens {
      requests = requests == null ? List.of() : List.copyOf(requests);
      budgets = budgets == null ? List.of() : List.copyOf(budgets);
    }
  }

  /**
   * Token requests to a provider.
   *
   * @param outcome {@code ok}, or the category of the refusal in lower case
   */
  public record TokenRequests(String host, String outcome, long count) {}

  /** Token requests of a connection within a day, and how many it may have. */
  public record Budget(String connectionId, int usedToday, int perDay) {}

  /**
   * A target that is not called as usual.
   *
   * @param host null where the action's input decides
   * @param since when it was last called as usual
   * @param lastCategory what it failed with last; null where nothing came back at all
   */
  public record Circuit(
      String actionId,
      String accountId,
      @Nullable String host,
      CircuitState state,
      Instant since,
      @Nullable FailureCategory lastCategory) {}

  /** The worst first. */
  public enum CircuitState {
    /** It failed so often that it is given a rest; its events are put aside. */
    OPEN,
    /** All calls that it may have hang; its events are put aside. */
    STALLED,
    /** It had its rest and is tried again. */
    HALF_OPEN,
    /** Read, never written. */
    @JsonEnumDefaultValue
    UNKNOWN
  }
}
