package io.atlas.tokens.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.testing.ManualClock;
import io.atlas.tokens.outage.ProviderOutages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairTurnsTest {

  private static final int TURNS = 200;

  private final ManualClock clock = ManualClock.atNoon();
  private final ProviderOutages outages = new ProviderOutages(clock);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("I12: of a provider that is away, accounts have as many turns each")
  void accountsHaveTheSameTurns(boolean victimAsked) {
    for (int i = 0; i < 1_000; i++) {
      waits("hostile-" + i, "hostile", i % 2 == 0 ? null : clock.instant());
    }
    waits("victim", "good", victimAsked ? clock.instant() : null);
    int ofVictim = 0;
    for (int i = 0; i < TURNS; i++) {
      clock.advance(Duration.ofSeconds(3));
      List<ProviderOutages.Turn> turns = outages.turns();
      assertThat(turns).hasSize(1);
      ofVictim += turns.getFirst().connectionId().equals("victim") ? 1 : 0;
    }
    assertThat(ofVictim).isBetween(TURNS * 3 / 10, TURNS * 7 / 10);
  }

  private void waits(String id, String account, @Nullable Instant askedAt) {
    ConnectionState connection =
        new ConnectionState(
            1,
            1,
            account,
            id,
            "https://idp.example/token",
            TestSettings.basic().build(),
            List.of(),
            null);
    Denial denial =
        new Denial(
            1,
            CredentialCategory.TRANSIENT,
            null,
            "The provider is away.",
            "Wait.",
            clock.instant().plus(Duration.ofHours(1)),
            askedAt,
            null);
    outages.changed(id, connection, null, new TokenState(null, denial), _ -> {});
  }
}
