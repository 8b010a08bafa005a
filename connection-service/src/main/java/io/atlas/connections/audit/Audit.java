package io.atlas.connections.audit;

import io.atlas.connections.account.Caller;
import io.atlas.kit.audit.Actor;
import io.atlas.kit.audit.AuditQuery;
import io.atlas.kit.audit.AuditTable;
import java.time.Clock;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Keeps who changed what: a row that is committed with the change or not at all. Thread-safe. */
@Component
public final class Audit {

  private final AuditTable table;
  private final AuditKept kept;

  Audit(JdbcClient jdbc, Clock clock, AuditKept kept) {
    this.table = new AuditTable(jdbc, clock, "connections.audit");
    this.kept = kept;
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
    table.append(
        caller.account(),
        new Actor(caller.person(), caller.client()),
        change.wireName(),
        subject,
        fields,
        detail);
  }

  AuditQuery.Part read(String account, AuditQuery query) {
    return table.read(account, query);
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void removeOld() {
    table.removeOlderThan(kept.time());
  }
}
