package io.atlas.console.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Answers by account and key, for a day. */
@Component
class StoredAnswers {

  private static final Duration KEPT = Duration.ofDays(1);

  /** Nothing takes longer: after it, whoever held the key is gone. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(5);

  private final JdbcClient jdbc;
  private final Clock clock;

  StoredAnswers(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record StoredAnswer(int status, String body) {}

  /** What a key stands for when a request comes with it. */
  sealed interface Claim {

    /** Nobody's so far: the request is to be carried out. */
    record First() implements Claim {}

    record Answered(StoredAnswer answer) implements Claim {}

    record InProgress() implements Claim {}

    record OtherRequest() implements Claim {}
  }

  Claim claim(String accountId, String key, String request) {
    Instant now = clock.instant();
    int claimed =
        jdbc.sql(
                """
                INSERT INTO repeated_post (account_id, key, request, created_at)
                VALUES (:account, :key, :request, :now)
                ON CONFLICT (account_id, key) DO UPDATE
                    SET request = EXCLUDED.request, created_at = EXCLUDED.created_at, status = NULL
                    WHERE repeated_post.created_at < :outdated
                       OR (repeated_post.status IS NULL AND repeated_post.created_at < :abandoned)
                """)
            .param("account", accountId)
            .param("key", key)
            .param("request", request)
            .param("now", utc(now))
            .param("outdated", utc(now.minus(KEPT)))
            .param("abandoned", utc(now.minus(LONGEST_REQUEST)))
            .update();
    if (claimed == 1) {
      return new Claim.First();
    }
    Optional<Row> row = find(accountId, key);
    if (row.isEmpty()) {
      return new Claim.InProgress(); // released a moment ago; the caller repeats
    }
    if (!row.get().request().equals(request)) {
      return new Claim.OtherRequest();
    }
    StoredAnswer answer = row.get().answer();
    return answer == null ? new Claim.InProgress() : new Claim.Answered(answer);
  }

  void keep(String accountId, String key, StoredAnswer answer) {
    jdbc.sql(
            """
            UPDATE repeated_post SET status = :status, body = :body
            WHERE account_id = :account AND key = :key
            """)
        .param("status", answer.status())
        .param("body", answer.body())
        .param("account", accountId)
        .param("key", key)
        .update();
  }

  void release(String accountId, String key) {
    jdbc.sql("DELETE FROM repeated_post WHERE account_id = :account AND key = :key")
        .param("account", accountId)
        .param("key", key)
        .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOld() {
    try {
      jdbc.sql("DELETE FROM repeated_post WHERE created_at < :before")
          .param("before", utc(clock.instant().minus(KEPT)))
          .update();
    } catch (DataAccessException away) {
      // Comes again in an hour, and an answer over age is never given.
    }
  }

  private record Row(String request, @Nullable StoredAnswer answer) {}

  private Optional<Row> find(String accountId, String key) {
    return jdbc.sql(
            """
            SELECT request, status, body FROM repeated_post
            WHERE account_id = :account AND key = :key
            """)
        .param("account", accountId)
        .param("key", key)
        .query(StoredAnswers::row)
        .optional();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    int status = row.getInt("status");
    return new Row(
        row.getString("request"),
        row.wasNull() ? null : new StoredAnswer(status, row.getString("body")));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
