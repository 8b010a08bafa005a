package io.atlas.tokens.intake;

import io.atlas.model.event.TokenRequest;
import io.atlas.tokens.grant.ProviderAnswer;
import java.time.Instant;

/** What a partition's owner is told. */
sealed interface Event {

  /**
   * @param certain whether the view of connections has been brought up to date since it came
   */
  record Requested(String connectionId, TokenRequest request, Instant sentAt, boolean certain)
      implements Event {}

  /** The connection changed; the view has it as it is now. */
  record Changed(String connectionId) implements Event {}

  record Answered(String connectionId, long call, ProviderAnswer answer) implements Event {}

  record RetryDue(String connectionId, long call) implements Event {}

  /** The partition goes to somebody else: finish what is on its way, start nothing. */
  record Leave() implements Event {}
}
