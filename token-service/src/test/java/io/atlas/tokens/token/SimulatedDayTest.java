package io.atlas.tokens.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A day of 1,000 connections whose tokens live from 30 s to 24 h, each used every few seconds, at a
 * provider that fails 5 % of the time and is away for an hour. The clock moves by hand.
 */
class SimulatedDayTest {

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int CONNECTIONS = 1_000;

  /** A cool-down of at most 60 s, and two more where the probe after it is among the 5 %. */
  private static final Duration COMING_BACK = Duration.ofMinutes(3);

  private final Random random = new Random(4711);
  private long requests;
  private long tokens;
  private long waits;
  private long waitsWithTheProviderThere;
  private long probes;

  @Test
  void noUseWaitsForATokenItCouldHaveHadAndNoRequestIsWasted() {
    double ideal = 0;
    for (int number = 0; number < CONNECTIONS; number++) {
      Duration life = lifetime(number);
      ideal += ideal(life);
      oneDay(life);
    }
    // 5 % of the requests fail and are repeated; probes during the outage come on top.
    double withFailures = ideal / 0.95;
    assertThat(requests - probes)
        .as("token requests")
        .isBetween((long) (withFailures * 0.95), (long) (withFailures * 1.05));
    // Only a failure that no other attempt at once can mend makes anybody wait while it is there.
    assertThat(waitsWithTheProviderThere).as("waits").isLessThan(CONNECTIONS / 10);
    assertThat(tokens).isPositive();
    assertThat(waits).isPositive();
  }

  /** Spread over the orders of magnitude. */
  private static Duration lifetime(int number) {
    double share = number / (double) (CONNECTIONS - 1);
    double seconds = 30 * Math.pow(24 * 3600 / 30.0, share);
    return Duration.ofSeconds((long) seconds);
  }

  /**
   * What a client would ask for that never fails, asks once at each refresh point and, where that
   * falls into the outage, once when it is over.
   */
  private static double ideal(Duration life) {
    double awayFrom = Duration.ofHours(11).toSeconds();
    double awayTo = Duration.ofHours(12).toSeconds();
    double tokens = 0;
    double at = 0;
    while (at < DAY.toSeconds()) {
      tokens++;
      at += 0.775 * life.toSeconds();
      at = at >= awayFrom && at < awayTo ? awayTo : at;
    }
    return tokens;
  }

  private void oneDay(Duration life) {
    BookFixture fixture = new BookFixture();
    Instant start = fixture.clock.instant();
    Instant end = start.plus(DAY);
    Instant awayFrom = start.plus(Duration.ofHours(11));
    Instant awayTo = start.plus(Duration.ofHours(12));
    List<Long> pending = new ArrayList<>();
    int serial = 0;
    while (fixture.clock.instant().isBefore(end)) {
      Instant now = fixture.clock.instant();
      boolean away = !now.isBefore(awayFrom) && now.isBefore(awayTo);
      TokenState.Grant grant = fixture.published().map(TokenState::grant).orElse(null);
      boolean usable = grant != null && grant.expiresAt().isAfter(now);
      List<Effect> effects = List.of();
      if (!usable) {
        effects = fixture.ask(TokenRequest.missing(1, "w"));
      } else if (!grant.refreshAt().isAfter(now)) {
        effects = fixture.ask(TokenRequest.expiring(grant.generation(), 1, "w"));
      }
      collect(effects, pending);
      while (!pending.isEmpty()) {
        long call = pending.removeFirst();
        requests++;
        ProviderResponse answer;
        if (away || random.nextInt(100) < 5) {
          probes += away ? 1 : 0;
          answer = BookFixture.refused(CredentialCategory.TRANSIENT);
        } else {
          tokens++;
          answer = fixture.granted("t" + serial++, life);
        }
        List<Effect> next = fixture.answer(call, answer);
        for (Effect effect : next) {
          if (effect instanceof Effect.Wait(long waiting, Duration _)) {
            collect(fixture.note(fixture.book.retry(waiting, now)), pending);
          }
        }
      }
      TokenState.Grant after = fixture.published().map(TokenState::grant).orElse(null);
      if (after == null || !after.expiresAt().isAfter(now)) {
        waits++;
        boolean justBack = !now.isBefore(awayTo) && now.isBefore(awayTo.plus(COMING_BACK));
        waitsWithTheProviderThere += away || justBack ? 0 : 1;
      }
      fixture.clock.advance(jump(fixture, life, away));
    }
  }

  /** In between nothing happens while the token is fresh, so that is not simulated. */
  private static Duration jump(BookFixture fixture, Duration life, boolean away) {
    TokenState.Grant grant = fixture.published().map(TokenState::grant).orElse(null);
    Instant now = fixture.clock.instant();
    if (away || grant == null || !grant.refreshAt().isAfter(now.plus(STEP))) {
      return STEP;
    }
    Duration fresh = Duration.between(now, grant.refreshAt());
    return fresh.compareTo(life) < 0 ? fresh : life;
  }

  private static void collect(List<Effect> effects, List<Long> pending) {
    BookFixture.asks(effects).forEach(ask -> pending.add(ask.call()));
  }
}
