package io.atlas.console.health;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.TokenState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What providers answered, connection by connection. Thread-safe. */
@Component
class TokenEvents {

  private static final Logger log = LoggerFactory.getLogger(TokenEvents.class);

  private static final Duration KEPT = Duration.ofDays(8);
  private static final int LONGEST_TEXT = 1_000;

  private final JdbcClient jdbc;
  private final Clock clock;

  TokenEvents(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * An answer of a provider.
   *
   * @param expiresAt of a grant
   * @param providerError the provider's own code, where it refused and named one
   * @param summary of a refusal, in words
   */
  record TokenEvent(
      boolean granted,
      Instant at,
      @Nullable Instant expiresAt,
      @Nullable String providerError,
      @Nullable String summary,
      @Nullable String hint) {}

  /** Token requests of one hour. */
  record Hour(Instant hour, long requests, long refused) {

    private static final DateTimeFormatter LABEL =
        DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    public String label() {
      return LABEL.format(hour);
    }
  }

  /** Of a connection that the caller knows to be its account's, newest first. */
  List<TokenEvent> latest(String connectionId, int limit) {
    return jdbc.sql(
            """
            SELECT granted, at, expires_at, provider_error, summary, hint FROM token_event
            WHERE connection_id = :id ORDER BY at DESC LIMIT :limit
            """)
        .param("id", connectionId)
        .param("limit", limit)
        .query((row, number) ->
            new TokenEvent(
                row.getBoolean("granted"),
                Times.instant(row, "at"),
                Times.instantOrNull(row, "expires_at"),
                row.getString("provider_error"),
                row.getString("summary"),
                row.getString("hint")))
        .list();
  }

  /** Each of the last hours with a request, oldest first. */
  List<Hour> byHour(String connectionId, int hours) {
    return jdbc.sql(
            """
            SELECT date_trunc('hour', at, 'UTC') AS hour, count(*),
              count(*) FILTER (WHERE NOT granted)
            FROM token_event WHERE connection_id = :id AND at >= :since
            GROUP BY 1 ORDER BY 1
            """)
        .param("id", connectionId)
        .param("since", Times.utc(clock.instant().minus(Duration.ofHours(hours))))
        .query(
            (row, number) -> new Hour(Times.instant(row, "hour"), row.getLong(2), row.getLong(3)))
        .list();
  }

  /**
   * The same state again changes nothing.
   *
   * @throws DataAccessException where the database can't be used now
   */
  void store(String connectionId, TokenState state, Instant told) {
    TokenState.Grant grant = state.grant();
    if (grant != null) {
      insert(connectionId, grant.generation(), grant.issuedAt(), grant.expiresAt(), null);
    }
    TokenState.Denial denial = state.denied();
    if (denial != null) {
      insert(connectionId, denial.retryAt().toEpochMilli(), told, null, denial);
    }
  }

  private void insert(
      String connectionId,
      long mark,
      Instant at,
      @Nullable Instant expiresAt,
      TokenState.@Nullable Denial denial) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO token_event
                  (connection_id, mark, granted, at, expires_at, provider_error, summary, hint)
                VALUES (:id, :mark, :granted, :at, :expires, :error, :summary, :hint)
                ON CONFLICT DO NOTHING
                """)
            .param("id", connectionId)
            .param("mark", mark)
            .param("granted", denial == null)
            .param("at", Times.utc(at))
            .param("expires", Times.utcOrNull(expiresAt))
            .param("error", denial == null ? null : text(denial.providerError()))
            .param("summary", denial == null ? null : text(denial.summary()))
            .param("hint", denial == null ? null : text(denial.hint()))
            .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void removeOld() {
    try {
      var _ =
          jdbc.sql("DELETE FROM token_event WHERE at < :before")
              .param("before", Times.utc(clock.instant().minus(KEPT)))
              .update();
    } catch (DataAccessException away) {
      log.warn("old token events are removed in an hour: {}", away.toString());
    }
  }

  /** PostgreSQL's text holds no NUL. */
  private static @Nullable String text(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String clean = value.replace("\0", "");
    return clean.length() > LONGEST_TEXT ? clean.substring(0, LONGEST_TEXT) : clean;
  }
}
