package io.atlas.console.audit;

import io.atlas.model.text.LowerCase;

/**
 * What the audit tells of. An order is written before it is carried out, so that none is lost
 * whatever ends in between, and then what became of it.
 */
public enum Deed {
  /** An execution is to be fired again, under the id in the detail. */
  REPLAY_ASKED,
  /** The broker has the event. */
  REPLAY_DONE,
  /** Somebody was faster. */
  REPLAY_REFUSED,
  /** The broker did not say that it has the event; it may have it all the same. */
  REPLAY_FAILED,
  /** All that a filter finds is to be fired again; each one is told as {@link #REPLAY_DONE}. */
  REPLAYS_ASKED,
  REPLAYS_DONE,
  /** Broken off; the detail says how far it came. */
  REPLAYS_FAILED,
  /** An operator of the platform fires an account's dead event again; the account's audit tells. */
  REDRIVE_ASKED,
  /** An event that a person typed is to be fired, under the id that is the subject. */
  PRODUCE_ASKED,
  /** The broker has it. */
  PRODUCE_DONE,
  /** The form was sent before. */
  PRODUCE_REFUSED,
  /** The broker did not say that it has it; it may have it all the same. */
  PRODUCE_FAILED,
  /** A person ended it; the detail says how far it came. */
  REPLAYS_STOPPED,
  /** An execution is not to be tried again. */
  CANCELLATION_ASKED,
  /** The workers are told. */
  CANCELLATION_DONE,
  /** The broker did not say that it has it; it may have it all the same. */
  CANCELLATION_FAILED,
  /**
   * All retries that a filter finds are to be cancelled; each is told as {@link
   * #CANCELLATION_DONE}.
   */
  CANCELLATIONS_ASKED,
  CANCELLATIONS_DONE,
  /** A person ended it; the detail says how far it came. */
  CANCELLATIONS_STOPPED,
  /** A lost instance is not to be shown any more. */
  DISMISSAL_ASKED,
  /** An action is fired on notices of the kinds in the detail. */
  ALERT_ADDED,
  ALERT_REMOVED;

  /** As the API and the log name it, for instance {@code replay.done}. */
  String wireName() {
    return LowerCase.ascii(name()).replace('_', '.');
  }
}
