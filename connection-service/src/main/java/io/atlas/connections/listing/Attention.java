package io.atlas.connections.listing;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what a person of an account should look at. Thread-safe. */
@Component
final class Attention {

  static final int MOST_COUNTED = 1_001;

  /** Each stops counting in time, on an index that has nothing else. */
  static final String SQL =
      """
      SELECT
        (SELECT count(*) FROM (
           SELECT FROM connections.connection_health h
           JOIN connections.connection c ON c.id = h.connection_id AND c.deleted_at IS NULL
           WHERE h.account_id = :account AND h.failing_since IS NOT NULL LIMIT :counted) f)
          AS failing_connections,
        (SELECT count(*) FROM (
           SELECT FROM connections.connection c
           WHERE c.account_id = :account AND c.deleted_at IS NULL AND c.secret_expires_on < :before
             AND NOT EXISTS (
               SELECT FROM connections.connection_health h
               WHERE h.account_id = :account AND h.connection_id = c.id
                 AND h.failing_since IS NOT NULL)
           LIMIT :counted) e)
          AS expiring_secrets,
        (SELECT count(*) FROM (
           SELECT FROM connections.action a
           WHERE a.account_id = :account AND a.flagged LIMIT :counted) g)
          AS flagged_actions
      """;

  private final JdbcClient jdbc;

  Attention(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Each number up to 1000; 1001 says more. */
  record Counts(
      @Schema(description = "1001 says more than 1000") int failingConnections,
      @Schema(description = "Of connections that do not fail yet; 1001 says more than 1000")
          int expiringSecrets,
      @Schema(description = "1001 says more than 1000") int flaggedActions) {}

  Counts count(String account, LocalDate secretsExpireBefore) {
    return jdbc.sql(SQL)
        .param("account", account)
        .param("before", secretsExpireBefore)
        .param("counted", MOST_COUNTED)
        .query(Counts.class)
        .single();
  }
}
