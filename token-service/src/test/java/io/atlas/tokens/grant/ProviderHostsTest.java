package io.atlas.tokens.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.testing.ManualClock;
import io.atlas.tokens.grant.ProviderHosts.Admission;
import io.atlas.tokens.outage.ProviderOutages;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProviderHostsTest {

  private final ManualClock clock = ManualClock.atNoon();
  private final ProviderHosts hosts = new ProviderHosts(new ProviderOutages(clock), clock);

  private boolean ask(String host, @Nullable CredentialCategory outcome) {
    if (hosts.admit("orders", host) instanceof Admission.Admitted(var permit)) {
      permit.done(outcome);
      return true;
    }
    return false;
  }

  @Test
  void aDeadHostIsLeftAloneAndTheOthersAreNot() {
    for (int request = 0; request < 10; request++) {
      assertThat(ask("dead.example", CredentialCategory.TIMEOUT)).isTrue();
    }
    assertThat(ask("dead.example", null)).isFalse();
    assertThat(hosts.admit("orders", "dead.example"))
        .isInstanceOfSatisfying(
            Admission.HeldBack.class,
            heldBack ->
                assertThat(heldBack.failure().code()).isEqualTo(CredentialCategory.TRANSIENT));
    assertThat(ask("well.example", null)).isTrue();
    clock.advance(Duration.ofSeconds(11));
    assertThat(ask("dead.example", null)).isTrue();
    assertThat(ask("dead.example", null)).isTrue();
    assertThat(ask("dead.example", null)).isTrue();
  }

  @Test
  void refusedSecretsSayNothingAboutTheHost() {
    for (int request = 0; request < 50; request++) {
      assertThat(ask("idp.example", CredentialCategory.CREDENTIALS)).isTrue();
    }
  }

  @Test
  void atMostFiftyAreAtOneHostAtOnceAndAGivenUpPlaceIsFree() {
    Admission first = hosts.admit("orders", "slow.example");
    for (int request = 1; request < 50; request++) {
      assertThat(hosts.admit("orders", "slow.example")).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(hosts.admit("orders", "slow.example")).isInstanceOf(Admission.HeldBack.class);
    assertThat(hosts.admit("orders", "other.example")).isInstanceOf(Admission.Admitted.class);
    ((Admission.Admitted) first).permit().givenUp();
    assertThat(hosts.admit("orders", "slow.example")).isInstanceOf(Admission.Admitted.class);
  }
}
