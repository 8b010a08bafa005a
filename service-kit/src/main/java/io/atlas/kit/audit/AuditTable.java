package io.atlas.kit.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A service's own table of who did what. Each entry is also a line of the logger {@code
 * io.atlas.audit}, once it is committed, which can be kept where nobody with the database changes
 * it. Names of fields, never a secret's value. Thread-safe.
 */
public final class AuditTable {

  private static final Logger log = LoggerFactory.getLogger("io.atlas.audit");
  private static final int LONGEST_IN_LINE = 500;
  private static final int LONGEST_DETAIL = 4_000;
  private static final String CUT = " … [cut]";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final String table;

  /**
   * @param table with its schema; a constant of the service's, never input
   */
  public AuditTable(JdbcClient jdbc, Clock clock, String table) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.table = table;
  }

  /**
   * Writes an entry, within the transaction that is open or in one of its own.
   *
   * @param account null for what spans accounts and was asked for by nobody's account
   * @param subject the id of what it was done to
   * @param fields their names
   * @param detail what else is worth knowing, of which 4,000 characters are kept; null for nothing
   */
  public void append(
      @Nullable String account,
      Actor actor,
      String what,
      String subject,
      Collection<String> fields,
      @Nullable String detail) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO %s (account_id, at, person, client, what, subject, fields, detail)
                VALUES (:account, :now, :person, :client, :what, :subject, :fields, :detail)
                """
                    .formatted(table))
            .param("account", account)
            .param("now", Timestamp.from(clock.instant()))
            .param("person", actor.person())
            .param("client", actor.client())
            .param("what", what)
            .param("subject", subject)
            .param("fields", fields.toArray(String[]::new))
            .param("detail", bounded(detail))
            .update();
    onceCommitted(() ->
        log.info(
            "{} id={} account={} person={} client={} fields={} {}",
            what,
            oneLine(subject),
            oneLine(account),
            oneLine(actor.person()),
            oneLine(actor.client()),
            oneLine(String.join(",", fields)),
            oneLine(detail)));
  }

  /** What was done in the account, newest first. */
  public AuditQuery.Part read(String account, AuditQuery query) {
    return query.part(
        jdbc.sql(
                """
                SELECT id, at, person, client, what, subject, fields, detail FROM %s
                WHERE account_id = :account AND id < :below
                  AND (CAST(:subject AS text) IS NULL OR subject = :subject)
                  AND (CAST(:what AS text) IS NULL OR what = :what)
                  AND (CAST(:person AS text) IS NULL OR person = :person)
                  AND at >= :from AND at < :to
                ORDER BY id DESC LIMIT :rows
                """
                    .formatted(table))
            .param("account", account)
            .param("below", query.below())
            .param("subject", query.subject())
            .param("what", query.what())
            .param("person", query.person())
            .param("from", Timestamp.from(query.from()))
            .param("to", Timestamp.from(query.to()))
            .param("rows", query.limit() + 1)
            .query(AuditTable::entry)
            .list());
  }

  /** Removes what is over age; the table itself refuses younger than 30 days. */
  public void removeOlderThan(Duration kept) {
    var _ =
        jdbc.sql("DELETE FROM %s WHERE at < :before".formatted(table))
            .param("before", Timestamp.from(clock.instant().minus(kept)))
            .update();
  }

  private static AuditEntry entry(ResultSet row, int number) throws SQLException {
    Actor actor = new Actor(row.getString("person"), row.getString("client"));
    return new AuditEntry(
        row.getLong("id"),
        row.getTimestamp("at").toInstant(),
        actor.kind(),
        actor.person(),
        actor.client(),
        row.getString("what"),
        row.getString("subject"),
        List.of((String[]) row.getArray("fields").getArray()),
        row.getString("detail"));
  }

  /** Hosts and filters are as long as whoever asks makes them. */
  private static @Nullable String bounded(@Nullable String detail) {
    return detail == null || detail.length() <= LONGEST_DETAIL
        ? detail
        : detail.substring(
                0,
                Character.isHighSurrogate(detail.charAt(LONGEST_DETAIL - 1))
                    ? LONGEST_DETAIL - 1
                    : LONGEST_DETAIL)
            + CUT;
  }

  private static void onceCommitted(Runnable tell) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      tell.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            tell.run();
          }
        });
  }

  /** A name with a line end in it could otherwise write lines of its own. */
  private static String oneLine(@Nullable String text) {
    StringBuilder line = new StringBuilder();
    (text == null ? "-" : text)
        .codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .limit(LONGEST_IN_LINE)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
