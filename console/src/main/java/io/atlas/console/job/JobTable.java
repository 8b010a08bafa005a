package io.atlas.console.job;

import io.atlas.console.history.Selection;
import io.atlas.console.identity.Person;
import io.atlas.console.job.Job.Place;
import io.atlas.console.job.Job.Progress;
import io.atlas.console.replay.Skip;
import io.atlas.kit.audit.Actor;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.NewerNames;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs of an account, for its people. */
@Component
class JobTable {

  /** So many ended ones of an account are kept, however often somebody starts one. */
  static final int KEPT = 50;

  private final JdbcClient jdbc;

  JobTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @return false where it is there already, or another one of its kind is running
   */
  boolean insert(Job job) {
    Person person = job.person();
    return jdbc.sql(
                """
                INSERT INTO job (id, account_id, kind, selection, words, log_query, per_second,
                  matching, subject, name, person, client, started_at, due_at)
                VALUES (:id, :account, :kind, :selection, :words, :logQuery, :perSecond,
                  :matching, :subject, :name, :person, :client, :now, :now)
                ON CONFLICT DO NOTHING
                """)
            .param("id", job.id())
            .param("account", person.accountId())
            .param("kind", job.kind().name())
            .param(
                "selection", new String(EventJson.write(job.selection()), StandardCharsets.UTF_8))
            .param("words", job.words())
            .param("logQuery", job.logQuery())
            .param("perSecond", job.perSecond())
            .param("matching", job.matching())
            .param("subject", person.subject())
            .param("name", person.name())
            .param("person", person.actor().person())
            .param("client", person.actor().client())
            .param("now", Times.utc(job.startedAt()))
            .update()
        == 1;
  }

  Optional<Job> find(String accountId, UUID id) {
    return jdbc.sql("SELECT * FROM job WHERE account_id = :account AND id = :id")
        .param("account", accountId)
        .param("id", id)
        .query(JobTable::job)
        .optional()
        .flatMap(Function.identity());
  }

  Optional<Job> running(String accountId, JobKind kind) {
    return jdbc.sql(
            """
            SELECT * FROM job
            WHERE account_id = :account AND kind = :kind AND ended_at IS NULL
            """)
        .param("account", accountId)
        .param("kind", kind.name())
        .query(JobTable::job)
        .optional()
        .flatMap(Function.identity());
  }

  /** Newest first; empty in place of each that a newer version started. */
  List<Optional<Job>> list(String accountId) {
    return jdbc.sql(
            """
            SELECT * FROM job WHERE account_id = :account ORDER BY started_at DESC, id LIMIT :most
            """)
        .param("account", accountId)
        .param("most", KEPT + JobKind.values().length)
        .query(JobTable::job)
        .list();
  }

  /** The job as it was when it was stopped; empty where it was not running. */
  Optional<Job> stop(String accountId, UUID id, String by, Instant now) {
    return jdbc.sql(
            """
            UPDATE job SET ended_at = :now, stopped_by = :by, due_at = :now
            WHERE account_id = :account AND id = :id AND ended_at IS NULL RETURNING *
            """)
        .param("account", accountId)
        .param("id", id)
        .param("by", by)
        .param("now", Times.utc(now))
        .query(JobTable::job)
        .optional()
        .flatMap(Function.identity());
  }

  /** The oldest of those that have ended, beyond {@link #KEPT}. */
  void forgetOld(String accountId) {
    var _ =
        jdbc.sql(
                """
                DELETE FROM job WHERE account_id = :account AND ended_at IS NOT NULL AND id NOT IN (
                  SELECT id FROM job WHERE account_id = :account AND ended_at IS NOT NULL
                  ORDER BY started_at DESC LIMIT :kept)
                """)
            .param("account", accountId)
            .param("kept", KEPT)
            .update();
  }

  void forgetBefore(Instant oldest) {
    var _ =
        jdbc.sql("DELETE FROM job WHERE ended_at < :oldest")
            .param("oldest", Times.utc(oldest))
            .update();
  }

  /**
   * Empty where a newer version started it, of a kind or with a filter that this one does not know:
   * only such a one can carry it on.
   */
  static Optional<Job> job(ResultSet row, int number) throws SQLException {
    Optional<JobKind> kind = NewerNames.find(JobKind.class, row.getString("kind"));
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    byte[] selection = row.getString("selection").getBytes(StandardCharsets.UTF_8);
    try {
      return Optional.of(job(row, kind.get(), EventJson.readToStore(selection, Selection.class)));
    } catch (UnreadableEventException newer) {
      NewerNames.note(Selection.class);
      return Optional.empty();
    }
  }

  private static Job job(ResultSet row, JobKind kind, Selection selection) throws SQLException {
    return new Job(
        row.getObject("id", UUID.class),
        kind,
        new Person(
            row.getString("account_id"),
            row.getString("subject"),
            row.getString("name"),
            new Actor(row.getString("person"), row.getString("client")),
            Set.of()),
        selection,
        row.getString("words"),
        row.getString("log_query"),
        row.getInt("per_second"),
        row.getLong("matching"),
        Times.instant(row, "started_at"),
        Times.instantOrNull(row, "ended_at"),
        row.getString("stopped_by"),
        new Progress(
            row.getLong("done"), skipped(row), row.getLong("succeeded"), row.getLong("failed")),
        row.getString("problem"),
        new Place(
            row.getString("position"),
            offsets(row.getArray("fired_from")),
            row.getString("looked_to")));
  }

  private static Map<Skip, Long> skipped(ResultSet row) throws SQLException {
    Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
    for (Skip why : Skip.values()) {
      long count = row.getLong(column(why));
      if (count > 0) {
        skipped.put(why, count);
      }
    }
    return skipped;
  }

  static String column(Skip why) {
    return switch (why) {
      case REPLAYED -> "skipped_replayed";
      case NOT_KEPT -> "skipped_not_kept";
      case TOO_OFTEN -> "skipped_too_often";
      case NOT_TAKEN -> "skipped_not_taken";
    };
  }

  private static @Nullable List<Long> offsets(@Nullable Array array) throws SQLException {
    return array == null ? null : List.of((Long[]) array.getArray());
  }
}
