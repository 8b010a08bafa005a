package io.atlas.tokens.token;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.event.TokenState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something a {@link TokenBook} wants done, in the order given. */
public sealed interface Effect {

  /**
   * Ask the provider, and bring the response to {@link TokenBook#responded} with the same number.
   *
   * @param call names the request
   * @param patience a later response is of no use
   */
  record Ask(long call, ConnectionState connection, Purpose purpose, Duration patience)
      implements Effect {}

  /** Break the request off; what comes of it is told as any response is. */
  record GiveUp(long call) implements Effect {}

  /** Call {@link TokenBook#retry} with the number after this time. */
  record Wait(long call, Duration delay) implements Effect {}

  /** Write the state, or a tombstone where it is null. */
  record Publish(@Nullable TokenState state) implements Effect {}

  /** Reply to a test of the saved connection. */
  record Reply(String testId, CredentialTest.Result result) implements Effect {}

  /** Have the connection store another seal. */
  record Promote(SecretPromotion promotion) implements Effect {}
}
