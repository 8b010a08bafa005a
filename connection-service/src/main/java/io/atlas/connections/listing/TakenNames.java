package io.atlas.connections.listing;

import io.atlas.connections.problem.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether a connection's name is another's. Programs may give a name twice; a caller that shows
 * people a list of them asks for a name of its own.
 */
@Component
public final class TakenNames {

  /** Of the problem that tells it. */
  private static final String TAKEN = "NAME_TAKEN";

  /** By the index of the list by name. */
  static final String SQL =
      """
      SELECT EXISTS (
        SELECT FROM connections.connection
        WHERE account_id = :account AND name_key = lower(:name) AND id <> :except
          AND deleted_at IS NULL)
      """;

  private final JdbcClient jdbc;

  TakenNames(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param name in whatever case
   * @param except the id of a connection that may have it
   * @throws ProblemException 409 where another connection of the account has it
   */
  public void requireFree(String account, String name, String except) {
    boolean taken =
        jdbc.sql(SQL)
            .param("account", account)
            .param("name", name)
            .param("except", except)
            .query(Boolean.class)
            .single();
    if (taken) {
      throw new ProblemException(
              HttpStatus.CONFLICT, "Another connection of the account has this name.")
          .with("code", TAKEN);
    }
  }
}
