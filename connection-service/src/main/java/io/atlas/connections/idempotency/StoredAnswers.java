package io.atlas.connections.idempotency;

import io.atlas.model.event.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Answers by account and key, for a day. */
@Component
class StoredAnswers {

  private static final Duration KEPT = Duration.ofDays(1);

  /** Nothing takes longer: after it, whoever held the key is gone. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(2);

  private final JdbcClient jdbc;
  private final Clock clock;

  StoredAnswers(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record StoredAnswer(int status, Map<String, String> headers, String body) {}

  /** What a key stands for when a request comes with it. */
  sealed interface Claim {

    /** Nobody's so far: the request is to be carried out. */
    record First() implements Claim {}

    record Answered(StoredAnswer answer) implements Claim {}

    record InProgress() implements Claim {}

    record OtherRequest() implements Claim {}
  }

  Claim claim(String accountId, String key, String fingerprint) {
    Instant now = clock.instant();
    int claimed =
        jdbc.sql(
                """
                INSERT INTO connections.idempotency (account_id, key, fingerprint, created_at)
                VALUES (:account, :key, :fingerprint, :now)
                ON CONFLICT (account_id, key) DO UPDATE
                    SET fingerprint = EXCLUDED.fingerprint, created_at = EXCLUDED.created_at,
                        status = NULL
                    WHERE idempotency.created_at < :outdated
                       OR (idempotency.status IS NULL AND idempotency.created_at < :abandoned)
                """)
            .param("account", accountId)
            .param("key", key)
            .param("fingerprint", fingerprint)
            .param("now", Timestamp.from(now))
            .param("outdated", Timestamp.from(now.minus(KEPT)))
            .param("abandoned", Timestamp.from(now.minus(LONGEST_REQUEST)))
            .update();
    if (claimed == 1) {
      return new Claim.First();
    }
    Optional<Row> row = find(accountId, key);
    if (row.isEmpty()) {
      return new Claim.InProgress(); // released a moment ago; the caller repeats
    }
    if (!row.get().fingerprint().equals(fingerprint)) {
      return new Claim.OtherRequest();
    }
    StoredAnswer answer = row.get().answer();
    return answer == null ? new Claim.InProgress() : new Claim.Answered(answer);
  }

  void keep(String accountId, String key, StoredAnswer answer) {
    var _ =
        jdbc.sql(
                """
                UPDATE connections.idempotency
                SET status = :status, headers = CAST(:headers AS jsonb), body = :body
                WHERE account_id = :account AND key = :key
                """)
            .param("status", answer.status())
            .param("headers", EventJson.MAPPER.writeValueAsString(answer.headers()))
            .param("body", answer.body())
            .param("account", accountId)
            .param("key", key)
            .update();
  }

  void release(String accountId, String key) {
    var _ =
        jdbc.sql("DELETE FROM connections.idempotency WHERE account_id = :account AND key = :key")
            .param("account", accountId)
            .param("key", key)
            .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOld() {
    var _ =
        jdbc.sql("DELETE FROM connections.idempotency WHERE created_at < :before")
            .param("before", Timestamp.from(clock.instant().minus(KEPT)))
            .update();
  }

  private record Row(String fingerprint, @Nullable StoredAnswer answer) {}

  private Optional<Row> find(String accountId, String key) {
    return jdbc.sql(
            """
            SELECT fingerprint, status, headers, body FROM connections.idempotency
            WHERE account_id = :account AND key = :key
            """)
        .param("account", accountId)
        .param("key", key)
        .query(StoredAnswers::row)
        .optional();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    int status = row.getInt("status");
    if (row.wasNull()) {
      return new Row(row.getString("fingerprint"), null);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    JsonNode stored = EventJson.MAPPER.readTree(row.getString("headers"));
    stored
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().stringValue()));
    return new Row(
        row.getString("fingerprint"), new StoredAnswer(status, headers, row.getString("body")));
  }
}
