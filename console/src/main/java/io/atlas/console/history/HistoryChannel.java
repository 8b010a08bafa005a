package io.atlas.console.history;

/** The database channels that say which accounts have new results, after the commit. */
public enum HistoryChannel {
  /** The log has them. */
  STORED("console_executed"),
  /** The figures have them. */
  COUNTED("console_counted");

  private final String sqlName;

  HistoryChannel(String sqlName) {
    this.sqlName = sqlName;
  }

  public String sqlName() {
    return sqlName;
  }

  /**
   * How many results of an account one commit was about.
   *
   * @param accountId empty where none is known
   */
  public record News(String accountId, long count) {

    String payload() {
      return count + " " + accountId;
    }

    /**
     * @throws IllegalArgumentException for what is not a payload of ours
     */
    public static News read(String payload) {
      int space = payload.indexOf(' ');
      if (space < 1) {
        throw new IllegalArgumentException("not a payload of the history's");
      }
      return new News(payload.substring(space + 1), Long.parseLong(payload.substring(0, space)));
    }
  }
}
