package io.atlas.console.notice;

import io.atlas.console.edge.EdgeSettings;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.NewerNames;
import io.atlas.model.event.Notice;
import io.atlas.model.event.Notice.Kind;
import io.atlas.model.event.Notice.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was told of each subject last, and how it differs from the facts. */
@Component
class NoticeTable {

  /** As long as the topic keeps its records. */
  private static final Duration CLEARED_KEPT = Duration.ofDays(30);

  /** Improved, but still bad: nothing is told, and the next step down is told again. */
  private static final String IMPROVED =
      """
      UPDATE notice n SET level = f.level, summary = f.summary
      FROM ({facts}) f
      WHERE n.account_id = f.account_id AND n.subject = f.subject AND n.state = 'RAISED'
        AND n.level < f.level
      """;

  private static final String RAISED =
      """
      INSERT INTO notice (account_id, subject, kind, rank, level, state, since, summary, hint, link,
        action_id, connection_id)
      SELECT f.account_id, f.subject, f.kind, array_position(:ranks, f.kind), f.level, 'RAISED',
        f.since, f.summary, f.hint, f.link, f.action_id, f.connection_id
      FROM ({facts}) f
      WHERE NOT EXISTS (
        SELECT FROM notice n WHERE n.account_id = f.account_id AND n.subject = f.subject
        AND n.state = 'RAISED' AND n.level <= f.level)
      LIMIT :most
      ON CONFLICT (account_id, subject) DO UPDATE SET kind = excluded.kind, rank = excluded.rank,
        level = excluded.level, state = excluded.state, since = excluded.since,
        summary = excluded.summary, hint = excluded.hint, link = excluded.link,
        action_id = excluded.action_id, connection_id = excluded.connection_id
      RETURNING *
      """;

  private static final String CLEARED =
      """
      UPDATE notice SET state = 'CLEARED', since = :cleared
      WHERE (account_id, subject) IN (
        SELECT n.account_id, n.subject FROM notice n
        WHERE n.state = 'RAISED' AND n.kind = ANY (:kinds) AND NOT EXISTS (
          SELECT FROM ({facts}) f WHERE f.account_id = n.account_id AND f.subject = n.subject)
        LIMIT :most)
      RETURNING *
      """;

  private static final String[] RANKS =
      NewerNames.known(Kind.class).stream().map(Kind::name).toArray(String[]::new);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final String address;

  NoticeTable(JdbcClient jdbc, Clock clock, EdgeSettings edge) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.address = edge.publicAddress().orElse("");
  }

  /** Stores what turned bad, or worse, and is not told yet; at most so many. */
  List<Notice> raise(Facts.Question facts, int most) {
    Map<String, Object> parameters = new HashMap<>(facts.parameters());
    var _ = jdbc.sql(about(facts, IMPROVED)).params(parameters).update();
    parameters.put("ranks", RANKS);
    parameters.put("most", most);
    return changed(about(facts, RAISED), parameters);
  }

  /** Stores what is good again and is not told yet; at most so many. */
  List<Notice> clear(Facts facts, Facts.Question question, int most) {
    Map<String, Object> parameters = new HashMap<>(question.parameters());
    parameters.put("cleared", Times.utc(clock.instant()));
    parameters.put("kinds", facts.kinds().stream().map(Kind::name).toArray(String[]::new));
    parameters.put("most", most);
    return changed(about(question, CLEARED), parameters);
  }

  void removeOld() {
    var _ =
        jdbc.sql("DELETE FROM notice WHERE state = 'CLEARED' AND since < :before")
            .param("before", Times.utc(clock.instant().minus(CLEARED_KEPT)))
            .update();
  }

  private static String about(Facts.Question facts, String statement) {
    return statement.replace("{facts}", facts.sql());
  }

  private List<Notice> changed(String sql, Map<String, Object> parameters) {
    return jdbc.sql(sql).params(parameters).query(this::notice).list();
  }

  private Notice notice(ResultSet row, int number) throws SQLException {
    String account = row.getString("account_id");
    return new Notice(
        Kind.valueOf(row.getString("kind")),
        row.getString("subject"),
        account.isEmpty() ? null : account,
        State.valueOf(row.getString("state")),
        Times.instant(row, "since"),
        row.getString("summary"),
        row.getString("hint"),
        address + row.getString("link"),
        row.getString("action_id"),
        row.getString("connection_id"));
  }
}
