package io.atlas.connections.audit;

import io.atlas.connections.account.Caller;
import io.atlas.kit.sql.Times;
import java.time.Clock;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps who changed what: a row that is committed with the change or not at all, and, once it is, a
 * line of the logger {@code io.atlas.audit}, which can be kept elsewhere. Names of fields, never a
 * secret's value. Thread-safe.
 */
@Component
public final class Audit {

  private static final Logger log = LoggerFactory.getLogger("io.atlas.audit");

  private final JdbcClient jdbc;
  private final Clock clock;

  Audit(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Within the change's transaction.
   *
   * @param subject the id of what was changed
   * @param fields their names
   * @param detail what else is worth knowing, such as hosts; null for nothing
   * @throws IllegalStateException outside of a transaction
   */
  public void record(
      Caller caller,
      Change change,
      String subject,
      SortedSet<String> fields,
      @Nullable String detail) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a change is recorded in its own transaction");
    }
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.audit
                    (account_id, at, person, client, what, subject, fields, detail)
                VALUES (:account, :now, :person, :client, :what, :subject, :fields, :detail)
                """)
            .param("account", caller.account())
            .param("now", Times.utc(clock.instant()))
            .param("person", caller.person())
            .param("client", caller.client())
            .param("what", change.wireName())
            .param("subject", subject)
            .param("fields", fields.toArray(String[]::new))
            .param("detail", detail)
            .update();
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            log.info(
                "{} id={} account={} person={} client={} fields={} {}",
                change.wireName(),
                subject,
                oneLine(caller.account()),
                oneLine(caller.person()),
                oneLine(caller.client()),
                oneLine(String.join(",", fields)),
                oneLine(detail));
          }
        });
  }

  /** A name with a line end in it could otherwise write lines of its own. */
  private static String oneLine(@Nullable String text) {
    StringBuilder line = new StringBuilder();
    (text == null ? "-" : text)
        .codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .limit(500)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
