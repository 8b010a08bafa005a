package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.account.Caller;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.audit.ChangedFields;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.NewIds;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Header;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Actions of which workers know for one firing, and that no list shows. A row remembers each until
 * workers are told that it is gone, so that none outlives the instance that lent it. Thread-safe.
 */
@Component
class LentActions {

  private static final Logger log = LoggerFactory.getLogger(LentActions.class);

  /** Nobody waits for a firing for so long: whoever lent it is gone. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final ActionDrafts drafts;
  private final Outbox outbox;
  private final NewIds ids;
  private final Audit audit;
  private final JdbcClient jdbc;
  private final Clock clock;

  LentActions(
      ActionDrafts drafts, Outbox outbox, NewIds ids, Audit audit, JdbcClient jdbc, Clock clock) {
    this.drafts = drafts;
    this.outbox = outbox;
    this.ids = ids;
    this.audit = audit;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record Lent(String id, ActionDefinition definition) {}

  /**
   * Tells workers of an action for one firing; {@link #withdraw} ends it. To the audit it is one
   * like others: a token may go with it.
   *
   * @param action the part of the body that holds it
   */
  Committed<Lent> lend(Account account, Fields body, Fields action) {
    String accountId = account.id();
    ActionBody form = ActionBody.read(action);
    action.ignore(ActionResponse.FIELDS);
    String id = ids.next();
    List<Header> headers = drafts.headers(action, accountId, id, form.request(), null);
    body.done();
    drafts.checkTarget(form.request());
    return outbox.commit(() -> {
      List<Flag> flags = drafts.flags(accountId, form.request().authentication());
      ActionDefinition definition = form.onceOnly().definition(1, accountId, headers, flags);
      remember(id, definition);
      outbox.actionChanged(id, definition);
      audit.record(
          account.caller(),
          Change.ACTION_CREATED,
          id,
          ChangedFields.between(null, definition),
          ActionDrafts.target(form.request()));
      return new Lent(id, definition);
    });
  }

  void withdraw(Account account, Lent lent) {
    var _ =
        outbox.commit(() -> {
          // Nothing where it took so long that it was taken back meanwhile.
          jdbc.sql(
                  """
                  DELETE FROM connections.lent_action WHERE id = :id
                  RETURNING id, account_id, version
                  """)
              .param("id", lent.id())
              .query(LentActions::row)
              .optional()
              .ifPresent(row -> takeBack(row, account.caller()));
          return lent;
        });
  }

  /** Those whose lender died. */
  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT20S")
  void takeBackAbandoned() {
    int abandoned = takeBackBefore(clock.instant().minus(LONGEST));
    if (abandoned > 0) {
      log.info("{} actions of test fires that nobody waits for are taken back", abandoned);
    }
  }

  int takeBackBefore(Instant before) {
    return outbox
        .commit(() -> {
          List<Row> rows =
              jdbc.sql(
                      """
                      DELETE FROM connections.lent_action WHERE id IN (
                        SELECT id FROM connections.lent_action WHERE at < :before
                        ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED)
                      RETURNING id, account_id, version
                      """)
                  .param("before", Times.utc(before))
                  .query(LentActions::row)
                  .list();
          rows.forEach(
              row -> takeBack(row, new Caller(row.accountId(), "connection-service", null)));
          return rows.size();
        })
        .result();
  }

  private record Row(String id, String accountId, long version) {}

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(row.getString("id"), row.getString("account_id"), row.getLong("version"));
  }

  /** Its row's lock is held: what is told of a key is in the order of commits. */
  private void remember(String id, ActionDefinition definition) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.lent_action (id, account_id, version, at)
                VALUES (:id, :account, :version, :now)
                """)
            .param("id", id)
            .param("account", definition.accountId())
            .param("version", definition.version())
            .param("now", Times.utc(clock.instant()))
            .update();
  }

  private void takeBack(Row row, Caller caller) {
    outbox.actionDeleted(row.id(), row.version() + 1);
    audit.record(caller, Change.ACTION_DELETED, row.id(), Collections.emptySortedSet(), null);
  }
}
