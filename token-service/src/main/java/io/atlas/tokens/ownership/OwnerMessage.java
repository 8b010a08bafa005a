package io.atlas.tokens.ownership;

import io.atlas.model.event.TokenRequest;
import io.atlas.tokens.token.ProviderResponse;
import java.time.Duration;
import java.time.Instant;

/** One entry of a partition owner's inbox. */
sealed interface OwnerMessage {

  /**
   * @param certain whether the view of connections has been brought up to date since it came
   */
  record Requested(String connectionId, TokenRequest request, Instant sentAt, boolean certain)
      implements OwnerMessage {}

  /** The connection changed; the view has it as it is now. */
  record Changed(String connectionId) implements OwnerMessage {}

  record Responded(String connectionId, long call, ProviderResponse response)
      implements OwnerMessage {}

  record RetryDue(String connectionId, long call) implements OwnerMessage {}

  /** A provider issued a token after it had failed. */
  record ProviderRecovered(String origin) implements OwnerMessage {}

  /** It is the connection's turn to see whether its provider is back. */
  record TurnCame(String connectionId, Duration patience) implements OwnerMessage {}

  /** The partition goes to somebody else: finish what is on its way, start nothing. */
  record Leave() implements OwnerMessage {}
}
