package io.atlas.kit.background;

/** Nothing can be made of a record, now or later: it is skipped and counted. */
public final class UnusableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason is logged, so it quotes nothing of the record
   */
  public UnusableRecordException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
