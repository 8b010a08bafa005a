package io.atlas.console.audit;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.identity.Person;
import io.atlas.kit.audit.AuditQuery;
import io.atlas.kit.audit.AuditTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Keeps who replayed and cancelled what. Thread-safe. */
@Component
public class Audit {

  private static final Logger log = LoggerFactory.getLogger(Audit.class);

  private final AuditTable table;
  private final Duration kept;

  Audit(JdbcClient jdbc, Clock clock, ConsoleSettings properties) {
    this.table = new AuditTable(jdbc, clock, "audit");
    this.kept = properties.auditKept();
  }

  /**
   * Writes an entry, in the transaction that is open or in one of its own.
   *
   * @param subject the execution, or the order of many
   * @param detail in words; null for nothing
   * @throws DataAccessException where it can't be kept: then nothing of the kind may be done
   */
  public void record(Person person, Deed deed, String subject, @Nullable String detail) {
    record(person, deed, subject, List.of(), detail);
  }

  /**
   * As {@link #record(Person, Deed, String, String)}.
   *
   * @param fields of the filter that chose
   */
  public void record(
      Person person,
      Deed deed,
      String subject,
      Collection<String> fields,
      @Nullable String detail) {
    table.append(person.accountId(), person.actor(), deed.wireName(), subject, fields, detail);
  }

  /**
   * What became of an order that is on record: it has happened, and where it can't be kept the
   * order stands alone.
   */
  public void recordEnd(Person person, Deed deed, String subject, @Nullable String detail) {
    try {
      record(person, deed, subject, detail);
    } catch (DataAccessException | TransactionException away) {
      log.warn("{} of {} is not in the audit: {}", deed.wireName(), subject, away.toString());
    }
  }

  AuditQuery.Part read(String account, AuditQuery query) {
    return table.read(account, query);
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void removeOld() {
    try {
      table.removeOlderThan(kept);
    } catch (DataAccessException away) {
      log.warn("old entries of the audit are removed in an hour: {}", away.toString());
    }
  }
}
