package io.atlas.tokens.token;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.event.TokenState;
import io.atlas.tokens.grant.ClientCredentialsGrant.Purpose;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link TokenBook} wants done; in the order given. */
public sealed interface Action {

  /**
   * Ask the provider, and bring the answer back to {@link TokenBook#answered} with the same number.
   *
   * @param call names the request
   * @param patience no later is an answer of use
   */
  record Ask(long call, ConnectionState connection, Purpose purpose, Duration patience)
      implements Action {}

  /** Call {@link TokenBook#retry} with the number after this time. */
  record Wait(long call, Duration delay) implements Action {}

  /** Write the state, or a tombstone where it is null. */
  record Publish(@Nullable TokenState state) implements Action {}

  /** Answer a test of the saved connection. */
  record Answer(String testId, CredentialTest.Result result) implements Action {}

  /** Have the connection store another seal. */
  record Promote(SecretPromotion promotion) implements Action {}
}
