package io.atlas.console.cancellation;

/** What became of asking that a retry be cancelled. */
public sealed interface CancelOutcome {

  /** The broker has it: the execution is not tried again, and ends once a worker meets it. */
  record Cancelled() implements CancelOutcome {}

  /** No such execution in the account. */
  record NotFound() implements CancelOutcome {}

  /** Nothing waits; the detail is a sentence for a person. */
  record NothingWaits(String detail) implements CancelOutcome {}
}
