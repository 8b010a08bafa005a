package io.atlas.connections.audit;

import io.atlas.connections.account.Account;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.request.Page;
import io.atlas.kit.sql.Times;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was changed in the caller's account, newest first. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditApi {

  /** What the database's times can hold, and no further. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final int LONGEST_ID = 100;

  private final JdbcClient jdbc;

  AuditApi(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One change.
   *
   * @param position rises with every entry
   * @param person the subject of the access token that it was made with
   * @param client whom that token was issued to; null where the issuer does not tell
   * @param what such as {@code connection.changed}
   * @param subject the id of what was changed
   * @param fields the names of those that changed
   */
  record Entry(
      long position,
      Instant at,
      String person,
      @Nullable String client,
      String what,
      String subject,
      List<String> fields,
      @Nullable String detail) {}

  /**
   * @param from no earlier than this, such as 2026-11-27T00:00:00Z
   * @param to earlier than this
   * @param subject an id; what happened to that alone
   */
  @GetMapping
  Page<Entry> list(
      Account account,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String subject,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable String limit) {
    Page.Request page = Page.Request.of(cursor, limit);
    if (subject != null && subject.length() > LONGEST_ID) {
      throw InvalidFieldsException.of("subject", "must be an id");
    }
    List<Entry> entries =
        jdbc.sql(
                """
                SELECT id, at, person, client, what, subject, fields, detail
                FROM connections.audit
                WHERE account_id = :account AND id < :below
                  AND (CAST(:subject AS text) IS NULL OR subject = :subject)
                  AND at >= :from AND at < :to
                ORDER BY id DESC LIMIT :rows
                """)
            .param("account", account.id())
            .param("below", page.below())
            .param("subject", subject)
            .param("from", Times.utc(time("from", from, FIRST)))
            .param("to", Times.utc(time("to", to, LAST)))
            .param("rows", page.rows())
            .query(AuditApi::entry)
            .list();
    return Page.of(page, entries, Entry::position, entry -> entry);
  }

  private static Instant time(String name, @Nullable String text, Instant absent) {
    if (text == null || text.isEmpty()) {
      return absent;
    }
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException noTime) {
      // Told below, as a time out of range is.
    }
    throw InvalidFieldsException.of(name, "must be a time such as 2026-11-27T00:00:00Z");
  }

  private static Entry entry(ResultSet row, int number) throws SQLException {
    Array fields = row.getArray("fields");
    return new Entry(
        row.getLong("id"),
        Times.instant(row, "at"),
        row.getString("person"),
        row.getString("client"),
        row.getString("what"),
        row.getString("subject"),
        List.of((String[]) fields.getArray()),
        row.getString("detail"));
  }
}
