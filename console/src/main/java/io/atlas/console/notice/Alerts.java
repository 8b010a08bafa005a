package io.atlas.console.notice;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.identity.Person;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.NewerNames;
import io.atlas.model.event.Notice;
import io.atlas.model.event.Notice.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Which actions an account wants fired on notices of which kinds. Thread-safe. */
@Component
public class Alerts {

  /** Of an account. */
  public static final int MOST = 20;

  /** Whoever is told more within the window is told by the page: a mailbox is of use no more. */
  private static final int MOST_FIRED = 100;

  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Audit audit;
  private final Clock clock;

  Alerts(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * One of them.
   *
   * @param actionName null where the console does not know the action yet
   * @param actionDeleted then nothing is fired
   * @param firedAt null where it never was
   */
  public record Alert(
      String id,
      String actionId,
      @Nullable String actionName,
      boolean actionDeleted,
      List<Kind> kinds,
      String createdBy,
      @Nullable Instant firedAt) {}

  public List<Alert> of(String accountId) {
    return jdbc.sql(
            """
            SELECT a.id, a.action_id, n.name, n.deleted_at IS NOT NULL AS deleted, a.kinds,
              a.created_by, a.fired_at
            FROM notice_alert a LEFT JOIN action_name n
              ON n.action_id = a.action_id AND n.account_id = a.account_id
            WHERE a.account_id = :account ORDER BY a.created_at, a.id
            """)
        .param("account", accountId)
        .query(Alerts::alert)
        .list();
  }

  /**
   * @param actionId of the person's account, as the caller has made sure
   * @param kinds that the person may see
   * @return false where the account has as many as it may have
   */
  public boolean add(Person person, String actionId, Set<Kind> kinds) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          lock(person.accountId());
          String id = UUID.randomUUID().toString();
          int added =
              jdbc.sql(
                      """
                      INSERT INTO notice_alert
                        (id, account_id, action_id, kinds, created_at, created_by)
                      SELECT :id, :account, :action, :kinds, :now, :person
                      WHERE (SELECT count(*) FROM notice_alert WHERE account_id = :account) < :most
                      """)
                  .param("id", id)
                  .param("account", person.accountId())
                  .param("action", actionId)
                  .param("kinds", kinds.stream().map(Kind::name).sorted().toArray(String[]::new))
                  .param("now", Times.utc(clock.instant()))
                  .param("person", person.name().replace("\0", ""))
                  .param("most", MOST)
                  .update();
          if (added == 1) {
            audit.record(person, Deed.ALERT_ADDED, id, detail(actionId, kinds.stream()));
          }
          return added == 1;
        }));
  }

  /** One of no such id, or of another account, is gone already. */
  public void remove(Person person, String id) {
    transaction.executeWithoutResult(_ ->
        jdbc.sql(
                """
                DELETE FROM notice_alert WHERE account_id = :account AND id = :id
                RETURNING action_id, kinds
                """)
            .param("account", person.accountId())
            .param("id", id)
            .query((row, number) -> detail(row.getString("action_id"), kinds(row).stream()))
            .optional()
            .ifPresent(detail -> audit.record(person, Deed.ALERT_REMOVED, id, detail)));
  }

  /**
   * Actions to fire for the notice, within the caller's transaction: those of its account, and of
   * operators for the platform's; never the one that it is about.
   */
  List<String> claim(Notice notice) {
    Instant now = clock.instant();
    return jdbc
        .sql(
            """
            UPDATE notice_alert a SET fired_at = :now,
              window_since = CASE WHEN window_since < :window THEN :now ELSE window_since END,
              window_fired = CASE WHEN window_since < :window THEN 1 ELSE window_fired + 1 END
            WHERE (CAST(:account AS text) IS NULL OR account_id = :account)
              AND :kind = ANY (kinds) AND action_id IS DISTINCT FROM :about
              AND (window_since < :window OR window_fired < :most)
              AND EXISTS (SELECT FROM action_name n WHERE n.action_id = a.action_id
                          AND n.account_id = a.account_id AND n.deleted_at IS NULL)
            RETURNING action_id
            """)
        .param("now", Times.utc(now))
        .param("window", Times.utc(now.minus(WINDOW)))
        .param("account", notice.accountId())
        .param("kind", notice.kind().name())
        .param("about", notice.actionId())
        .param("most", MOST_FIRED)
        .query((row, number) -> row.getString("action_id"))
        .stream()
        .distinct()
        .toList();
  }

  private void lock(String accountId) {
    var _ =
        jdbc.sql(
                "SELECT pg_advisory_xact_lock(hashtextextended('alerts of ' || :account, 0))::text")
            .param("account", accountId)
            .query(String.class)
            .single();
  }

  private static String detail(String actionId, Stream<Kind> kinds) {
    return kinds.map(Kind::name).sorted().collect(Collectors.joining(", ", actionId + " on ", ""));
  }

  private static List<Kind> kinds(ResultSet row) throws SQLException {
    return Arrays.stream((String[]) row.getArray("kinds").getArray())
        .map(name -> NewerNames.read(Kind.class, name))
        .toList();
  }

  private static Alert alert(ResultSet row, int number) throws SQLException {
    return new Alert(
        row.getString("id"),
        row.getString("action_id"),
        row.getString("name"),
        row.getBoolean("deleted"),
        kinds(row),
        row.getString("created_by"),
        Times.instantOrNull(row, "fired_at"));
  }
}
