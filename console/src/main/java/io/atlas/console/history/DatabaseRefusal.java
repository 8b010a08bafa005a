package io.atlas.console.history;

import java.sql.SQLException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/** Why the database did not take something. */
final class DatabaseRefusal {

  private DatabaseRefusal() {}

  /**
   * SQL state classes 22 (data exception), 23 (integrity) and 54 (a limit, as of what an index can
   * hold) do not go away by waiting.
   */
  static boolean isAboutTheData(DataAccessException refused) {
    String state = sqlState(refused);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  static String sqlState(DataAccessException refused) {
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(refused);
    return cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
  }
}
