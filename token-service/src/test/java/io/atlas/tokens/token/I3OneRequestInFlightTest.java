package io.atlas.tokens.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories, each repeatable by its seed. */
class I3OneRequestInFlightTest {

  private final BookFixture fixture = new BookFixture();
  private final Map<Long, Long> inFlight = new HashMap<>();
  private final Deque<Long> answerable = new ArrayDeque<>();
  private long version = 1;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  @DisplayName("I3: never two requests in flight for one credentials version, whatever happens")
  void neverTwoInFlight(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 3_000; step++) {
      fixture.clock.advance(Duration.ofMillis(random.nextInt(20_000)));
      List<Effect> effects = new ArrayList<>();
      switch (random.nextInt(7)) {
        case 0, 1 -> effects.addAll(fixture.ask(TokenRequest.missing(version, "w")));
        case 2 -> effects.addAll(fixture.ask(rejected(random)));
        case 3 -> {
          Instant deadline = fixture.clock.instant().plusSeconds(18);
          effects.addAll(fixture.ask(TokenRequest.test(version, "c", "t" + step, deadline)));
        }
        case 4 -> effects.addAll(fixture.connect(++version, version));
        default -> effects.addAll(answerOne(random));
      }
      note(effects);
    }
  }

  private TokenRequest rejected(Random random) {
    long current =
        fixture.published().map(TokenState::grant).map(TokenState.Grant::generation).orElse(1L);
    return TokenRequest.rejected(current - random.nextInt(2), version, "w");
  }

  private List<Effect> answerOne(Random random) {
    Long call = answerable.poll();
    if (call == null) {
      return List.of();
    }
    inFlight.remove(call);
    return fixture.answer(
        call,
        random.nextBoolean()
            ? fixture.granted("t" + call, Duration.ofSeconds(random.nextInt(120)))
            : BookFixture.refused(CredentialCategory.CREDENTIALS));
  }

  private void note(List<Effect> effects) {
    for (Effect.Ask ask : BookFixture.asks(effects)) {
      long credentials = ask.connection().credentialsVersion();
      assertThat(inFlight.values()).doesNotContain(credentials);
      inFlight.put(ask.call(), credentials);
      answerable.add(ask.call());
    }
    fixture
        .published()
        .map(TokenState::grant)
        .ifPresent(grant -> assertThat(grant.credentialsVersion()).isEqualTo(version));
  }
}
