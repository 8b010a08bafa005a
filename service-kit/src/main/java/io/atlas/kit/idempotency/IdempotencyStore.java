package io.atlas.kit.idempotency;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** Responses by account and key, for a day. Thread-safe, across instances too. */
final class IdempotencyStore {

  private static final Logger log = LoggerFactory.getLogger(IdempotencyStore.class);
  private static final Duration KEPT = Duration.ofDays(1);

  /** Nothing takes longer: after it, whoever held the key is gone. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(5);

  private final JdbcClient jdbc;
  private final IdempotencyTable table;
  private final Clock clock;

  IdempotencyStore(JdbcClient jdbc, IdempotencyTable table, Clock clock) {
    this.jdbc = jdbc;
    this.table = table;
    this.clock = clock;
  }

  Reservation reserve(String accountId, String key, String fingerprint) {
    Instant now = clock.instant();
    int taken =
        jdbc.sql(
                """
                INSERT INTO %1$s AS stored (account_id, key, %2$s, created_at)
                VALUES (:account, :key, :fingerprint, :now)
                ON CONFLICT (account_id, key) DO UPDATE
                    SET %2$s = EXCLUDED.%2$s, created_at = EXCLUDED.created_at, status = NULL
                    WHERE stored.created_at < :outdated
                       OR (stored.status IS NULL AND stored.created_at < :abandoned)
                """
                    .formatted(table.name(), table.fingerprint()))
            .param("account", accountId)
            .param("key", key)
            .param("fingerprint", fingerprint)
            .param("now", Times.utc(now))
            .param("outdated", Times.utc(now.minus(KEPT)))
            .param("abandoned", Times.utc(now.minus(LONGEST_REQUEST)))
            .update();
    if (taken == 1) {
      return new Reservation.Taken();
    }
    Optional<Row> row = find(accountId, key);
    if (row.isEmpty()) {
      return new Reservation.InProgress(); // released a moment ago; the caller repeats
    }
    if (!row.get().fingerprint().equals(fingerprint)) {
      return new Reservation.OfOtherRequest();
    }
    StoredResponse response = row.get().response();
    return response == null ? new Reservation.InProgress() : new Reservation.Responded(response);
  }

  void keep(String accountId, String key, StoredResponse response) {
    JdbcClient.StatementSpec update =
        jdbc.sql(
                """
                UPDATE %s SET status = :status, body = :body%s
                WHERE account_id = :account AND key = :key
                """
                    .formatted(
                        table.name(), table.headers() ? ", headers = CAST(:headers AS jsonb)" : ""))
            .param("status", response.status())
            .param("body", response.body())
            .param("account", accountId)
            .param("key", key);
    if (table.headers()) {
      update = update.param("headers", EventJson.MAPPER.writeValueAsString(response.headers()));
    }
    var _ = update.update();
  }

  void release(String accountId, String key) {
    var _ =
        jdbc.sql(
                "DELETE FROM %s WHERE account_id = :account AND key = :key".formatted(table.name()))
            .param("account", accountId)
            .param("key", key)
            .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOld() {
    try {
      var _ =
          jdbc.sql("DELETE FROM %s WHERE created_at < :before".formatted(table.name()))
              .param("before", Times.utc(clock.instant().minus(KEPT)))
              .update();
    } catch (DataAccessException away) {
      // A response over age is never given, whether its row is there or not.
      log.debug("old responses are removed in an hour: {}", away.toString());
    }
  }

  private record Row(String fingerprint, @Nullable StoredResponse response) {}

  private Optional<Row> find(String accountId, String key) {
    return jdbc.sql(
            """
            SELECT %s AS fingerprint, status, body, %s AS headers FROM %s
            WHERE account_id = :account AND key = :key
            """
                .formatted(table.fingerprint(), table.headers() ? "headers" : "NULL", table.name()))
        .param("account", accountId)
        .param("key", key)
        .query(IdempotencyStore::row)
        .optional();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    int status = row.getInt("status");
    if (row.wasNull()) {
      return new Row(row.getString("fingerprint"), null);
    }
    return new Row(
        row.getString("fingerprint"),
        new StoredResponse(status, headers(row.getString("headers")), row.getString("body")));
  }

  private static Map<String, String> headers(@Nullable String json) {
    if (json == null) {
      return Map.of(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    EventJson.MAPPER
        .readTree(json)
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().stringValue()));
    return headers;
  }
}
