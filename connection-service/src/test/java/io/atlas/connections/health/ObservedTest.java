package io.atlas.connections.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.seal.SealedText;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObservedTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private static Grant grant(long generation, long credentialsVersion) {
    return new Grant(
        generation,
        credentialsVersion,
        new SealedText("a.b.c.d.e"),
        null,
        NOW,
        NOW.plusSeconds(60),
        NOW.plusSeconds(90));
  }

  private static Denial denial(CredentialCategory category, long credentialsVersion) {
    return new Denial(credentialsVersion, category, null, "s", "h", NOW.plusSeconds(5));
  }

  @Test
  void theSameStateAgainTellsOfNothing() {
    TokenState state = new TokenState(grant(5, 1), denial(CredentialCategory.CREDENTIALS, 1));
    Observed once = Observed.NOTHING.then(state, 1, NOW);
    Observed twice = once.then(state, 1, NOW.plusSeconds(1));
    assertThat(once.requests()).isEqualTo(2);
    assertThat(twice.requests()).isZero();
    assertThat(twice.sameAs(once)).isTrue();
    assertThat(twice.failingSince()).isEqualTo(NOW);
  }

  @Test
  void aRefusalBesideAValidTokenIsStillFailingUntilANewToken() {
    Observed working = Observed.NOTHING.then(TokenState.granted(grant(5, 1)), 1, NOW);
    Observed refused =
        working.then(
            new TokenState(grant(5, 1), denial(CredentialCategory.CREDENTIALS, 1)), 1, NOW);
    assertThat(refused.failingSince()).isEqualTo(NOW);
    Observed away =
        refused.then(new TokenState(grant(5, 1), denial(CredentialCategory.TRANSIENT, 1)), 1, NOW);
    assertThat(away.failingSince()).isEqualTo(NOW);
    assertThat(away.then(TokenState.granted(grant(6, 1)), 1, NOW).failingSince()).isNull();
  }

  @Test
  void anOutageIsNoFailureOfTheCredentials() {
    Observed away =
        Observed.NOTHING.then(
            new TokenState(null, denial(CredentialCategory.TRANSIENT, 1)), 1, NOW);
    assertThat(away.failingSince()).isNull();
    assertThat(away.denial()).isNotNull();
  }

  @Test
  void otherCredentialsVersionsAndOlderGenerationsAreNoNews() {
    Observed other =
        Observed.NOTHING.then(
            new TokenState(grant(9, 2), denial(CredentialCategory.CREDENTIALS, 2)), 1, NOW);
    assertThat(other).isEqualTo(Observed.NOTHING);
    Observed known = Observed.NOTHING.then(TokenState.granted(grant(5, 1)), 1, NOW);
    assertThat(known.then(TokenState.granted(grant(4, 1)), 1, NOW).generation()).isEqualTo(5);
  }
}
