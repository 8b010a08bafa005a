package io.atlas.console.status;

import io.atlas.console.status.GroupLag.PartitionLag;
import io.atlas.console.status.GroupLag.Trend;
import io.atlas.model.event.ServiceStatus.CircuitState;
import io.atlas.model.event.ServiceStatus.Figures;
import io.atlas.model.event.ServiceStatus.Tokens;
import io.atlas.model.event.ServiceStatus.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Figures in words; in templates {@code @statusWords}. */
@Component("statusWords")
public final class StatusWords {

  private static final long MIB = 1L << 20;

  /** That are named of a group. */
  private static final int PARTITIONS = 8;

  StatusWords() {}

  /** Such as {@code 120 of 512 MiB}. */
  public String heap(Figures figures) {
    String used = number(figures.heapUsedBytes() / MIB);
    return figures.heapMaxBytes() <= 0
        ? used + " MiB"
        : used + " of " + number(figures.heapMaxBytes() / MIB) + " MiB";
  }

  /** Of all processors, such as {@code 12 % of 4}. */
  public String cpu(Figures figures) {
    Double load = figures.cpuLoad();
    return load == null
        ? "not known"
        : String.format(Locale.ROOT, "%.0f %% of %d", load * 100, figures.processors());
  }

  /** What the service has to tell, a line each. */
  public List<String> lines(Figures figures) {
    List<String> lines = new ArrayList<>();
    Work work = figures.work();
    if (work != null) {
      lines.add(
          number(work.callsInFlight()) + " of " + number(work.callsLimit()) + " calls in flight");
      lines.add(counted(work.eventsWaiting(), "event") + " waiting in memory");
      lines.add(
          counted(work.circuitsOpen(), "target")
              + " in trouble, "
              + number(work.lanesRateLimited())
              + " waiting for a rate limit");
      lines.add(
          number(work.inFlightBytes() / MIB)
              + " of "
              + number(work.inFlightBytesLimit() / MIB)
              + " MiB for events");
      lines.add(
          work.viewsBehind().isEmpty()
              ? "all topics read"
              : "still reading " + String.join(", ", work.viewsBehind()));
    }
    Tokens tokens = figures.tokens();
    if (tokens != null) {
      long requests = tokens.requests().stream().mapToLong(each -> each.count()).sum();
      lines.add(counted(requests, "token request"));
      lines.add(
          counted(tokens.providersAway(), "provider")
              + " away, "
              + counted(tokens.connectionsWaiting(), "connection")
              + " waiting");
    }
    return lines;
  }

  public String state(CircuitState state) {
    return switch (state) {
      case OPEN -> "Given a rest";
      case STALLED -> "Hanging";
      case HALF_OPEN -> "Tried again";
      case UNKNOWN -> "Not known to this version";
    };
  }

  public String trend(GroupLag lag) {
    Trend trend = lag.trend();
    return switch (trend) {
      case GROWING ->
          lag.growingMinutes() == 1
              ? "growing for a minute"
              : "growing for " + lag.growingMinutes() + " minutes";
      case FALLING -> "falling";
      case STEADY -> "steady";
    };
  }

  /** The partitions that are furthest behind. */
  public List<PartitionLag> furthestBehind(GroupLag lag) {
    return lag.partitions().stream()
        .filter(each -> each.lag() > 0)
        .sorted(Comparator.comparingLong(PartitionLag::lag).reversed())
        .limit(PARTITIONS)
        .toList();
  }

  /** Such as {@code 99.8 %}. */
  public String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  private String counted(long number, String one) {
    return number(number) + " " + one + (number == 1 ? "" : "s");
  }

  public String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
