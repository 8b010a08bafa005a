package io.atlas.console.notice;

import io.atlas.console.identity.Person;
import io.atlas.kit.rate.AccountShares;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.NewerNames;
import io.atlas.model.event.Notice.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is bad now, for the pages of a person. Thread-safe. */
@Component
public class Raised {

  /** Looked at; whatever else is bad is seen once these are dealt with. */
  private static final int NOTICES = 2_000;

  /** Executions looked at for what waits, and for what failed; the newest of each. */
  private static final int EXECUTIONS = 5_000;

  /** Dead letters older than this are no longer news; the log still has them. */
  private static final Duration RECENT = Duration.ofDays(7);

  /** An event that fails so does it for want of a token that the target accepts. */
  private static final String[] CREDENTIALS =
      Stream.of(
              FailureCategory.CONNECTION_FAILING,
              FailureCategory.CONNECTION_DELETED,
              FailureCategory.TOKEN_UNAVAILABLE,
              FailureCategory.TOKEN_REJECTED)
          .map(FailureCategory::name)
          .toArray(String[]::new);

  private static final int LONGEST_SECONDS = 2;
  private static final int QUESTIONS_AT_ONCE = 2;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final AccountShares shares =
      new AccountShares(QUESTIONS_AT_ONCE, Duration.ofSeconds(LONGEST_SECONDS));

  Raised(DataSource database, Clock clock) {
    JdbcTemplate bounded = new JdbcTemplate(database);
    bounded.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = JdbcClient.create(bounded);
    this.clock = clock;
  }

  /** The worst first, the oldest of each kind first, and at most so many of a kind. */
  public List<Line> lines(Person person, int ofKind) {
    return shares.use(
        person.accountId(),
        () -> asked(LinesSql.ROWS, person).param("rows", ofKind).query(Raised::line).list());
  }

  /** How many lines there are, for a number that stands on every page. */
  public int count(Person person) {
    return shares.use(
        person.accountId(), () -> asked(LinesSql.COUNT, person).query(Integer.class).single());
  }

  private JdbcClient.StatementSpec asked(String sql, Person person) {
    return jdbc.sql(sql)
        .param("accounts", accounts(person))
        .param("account", person.accountId())
        .param("since", Times.utc(clock.instant().minus(RECENT)))
        .param("credentials", CREDENTIALS)
        .param("notices", NOTICES)
        .param("executions", EXECUTIONS);
  }

  /** An operator of the platform sees its notices beside those of the account. */
  private static String[] accounts(Person person) {
    return Stream.of(person.accountId(), "")
        .limit(person.maySeePlatform() ? 2 : 1)
        .toArray(String[]::new);
  }

  private static Line line(ResultSet row, int number) throws SQLException {
    String kind = row.getString("kind");
    Line.Extent extent =
        new Line.Extent(
            row.getLong("actions"),
            row.getLong("waiting"),
            row.getLong("failed"),
            row.getBoolean("more"));
    Line.Place place = new Line.Place(row.getLong("place"), row.getLong("of_kind"));
    return kind == null
        ? new Line.Failures(
            row.getString("action_id"),
            NewerNames.read(FailureCategory.class, row.getString("category")),
            Times.instant(row, "since"),
            extent,
            place)
        : new Line.Cause(
            NewerNames.read(Kind.class, kind),
            Times.instant(row, "since"),
            row.getString("summary"),
            row.getString("hint"),
            row.getString("link"),
            extent,
            place);
  }
}
