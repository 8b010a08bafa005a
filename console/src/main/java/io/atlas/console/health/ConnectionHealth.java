package io.atlas.console.health;

import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Connections.User;
import io.atlas.console.controlplane.Part;
import io.atlas.console.document.Document;
import io.atlas.console.health.TokenEvents.Hour;
import io.atlas.console.health.TokenEvents.TokenEvent;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.model.key.Certificates;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** A saved connection's health, put together from what is known of it. */
@Component
public class ConnectionHealth {

  private static final Logger log = LoggerFactory.getLogger(ConnectionHealth.class);

  private static final int EVENTS = 20;
  private static final int HOURS = 24;

  /** More users than these are a link to their list. */
  private static final int USERS = 50;

  private final Connections connections;
  private final TokenEvents events;
  private final ExecutionLog executions;
  private final Clock clock;

  ConnectionHealth(
      Connections connections, TokenEvents events, ExecutionLog executions, Clock clock) {
    this.connections = connections;
    this.events = events;
    this.executions = executions;
    this.clock = clock;
  }

  /**
   * What the page shows.
   *
   * @param timeline newest first
   * @param hours of the last day
   * @param secret when the client secret expires; null where no date is known
   * @param certificate when the client's certificate expires; null without one
   * @param away whether a part could not be read just now
   */
  public record Health(
      String id,
      String name,
      List<TokenEvent> timeline,
      List<Hour> hours,
      Requests requests,
      @Nullable Expiry secret,
      @Nullable Expiry certificate,
      List<Use> users,
      boolean moreUsers,
      boolean away) {}

  /**
   * Token requests against the budget.
   *
   * @param perDay null where none is known
   */
  public record Requests(long lastHour, long today, @Nullable Long perDay) {

    /** 0 to 100, of the budget. */
    public int share() {
      return perDay == null || perDay <= 0
          ? 0
          : (int) Math.clamp(Math.round(today * 100.0 / perDay), 0, 100);
    }
  }

  /** A day, and how many are left; negative once it is over. */
  public record Expiry(LocalDate on, long days) {

    private static final int SOON = 30;

    public boolean soon() {
      return days < SOON;
    }

    public String inWords() {
      return days < 0
          ? "expired"
          : days == 0 ? "expires today" : days == 1 ? "1 day left" : days + " days left";
    }
  }

  /** An action that uses it, with its latest execution. */
  public record Use(User action, @Nullable Execution last) {}

  /** The person's account has this connection. */
  public Health of(Person person, Document saved) {
    String id = saved.text("id");
    Part<User> users = connections.actionsOf(id, USERS);
    List<User> shown = users.items();
    List<TokenEvent> timeline = List.of();
    List<Hour> hours = List.of();
    Map<String, List<Execution>> latest = Map.of();
    boolean away = false;
    try {
      timeline = events.latest(id, EVENTS);
      hours = events.byHour(id, HOURS);
      latest = executions.latest(person.accountId(), shown.stream().map(User::id).toList(), 1);
    } catch (DataAccessException unavailable) {
      log.warn("the history can't be read: {}", unavailable.toString());
      away = true;
    }
    Map<String, List<Execution>> last = latest;
    return new Health(
        id,
        saved.text("name"),
        timeline,
        hours,
        new Requests(
            number(saved, "tokenRequests.lastHour", 0L),
            number(saved, "tokenRequests.today", 0L),
            numberOrNull(saved, "tokenRequests.perDay")),
        expiry(day(saved.text("secretExpiresOn"))),
        expiry(Certificates.firstEnd(saved.text("certificate")).orElse(null)),
        shown.stream()
            .map(action ->
                new Use(
                    action,
                    last.getOrDefault(action.id(), List.of()).stream().findFirst().orElse(null)))
            .toList(),
        users.nextCursor() != null,
        away);
  }

  private @Nullable Expiry expiry(@Nullable LocalDate on) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return on == null ? null : new Expiry(on, on.toEpochDay() - today.toEpochDay());
  }

  private static @Nullable LocalDate day(String text) {
    return text.isEmpty() ? null : LocalDate.parse(text);
  }

  private static long number(Document document, String path, long otherwise) {
    Long number = numberOrNull(document, path);
    return number == null ? otherwise : number;
  }

  private static @Nullable Long numberOrNull(Document document, String path) {
    JsonNode value = document.get(path);
    return value != null && value.isNumber() ? value.asLong() : null;
  }
}
