package io.atlas.console.history;

/** The database channel that says "this account has new results". */
public final class HistoryChannel {

  public static final String NAME = "console_executed";

  private HistoryChannel() {}

  /** How many results of an account one commit stored. */
  public record Stored(String accountId, long count) {

    String payload() {
      return count + " " + accountId;
    }
  }

  /**
   * @throws IllegalArgumentException for what is not a payload of ours
   */
  public static Stored read(String payload) {
    int space = payload.indexOf(' ');
    if (space < 1) {
      throw new IllegalArgumentException("not a payload of " + NAME);
    }
    return new Stored(payload.substring(space + 1), Long.parseLong(payload.substring(0, space)));
  }
}
