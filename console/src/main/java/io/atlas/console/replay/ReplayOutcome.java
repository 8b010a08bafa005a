package io.atlas.console.replay;

/** What became of asking for a replay. */
public sealed interface ReplayOutcome {

  /** The event fires again. */
  record Replayed(String executionId, int replayNumber) implements ReplayOutcome {}

  /** Nothing was fired; the reason is a sentence for a person. */
  record Refused(Reason reason, String detail) implements ReplayOutcome {}

  enum Reason {
    /** No such execution in the account. */
    NOT_FOUND,
    /** An attempt is still scheduled. */
    RETRY_SCHEDULED,
    /** It succeeded, or its event is no longer kept. */
    NO_EVENT,
    /** It was replayed; the replay itself can be. */
    ALREADY_REPLAYED,
    /** The loop guard. */
    TOO_OFTEN
  }
}
