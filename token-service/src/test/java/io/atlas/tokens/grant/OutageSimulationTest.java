package io.atlas.tokens.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.tokens.grant.SimulatedCluster.Asked;
import io.atlas.tokens.grant.SimulatedCluster.Reaction;
import io.atlas.tokens.token.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A provider that goes away in every way that providers do and comes back, under the load of its
 * connections, while people press Test and instances of the token-service are started anew.
 */
class OutageSimulationTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration TOKENS_WITHIN = Duration.ofSeconds(5);

  /** Of a thousand connections at two instances. */
  private static final int BEFORE_NOTICED = 120;

  enum State {
    UP(true),
    REFUSES_CONNECTIONS(false),
    HANGS(false),
    PAGE_404(false),
    DISABLED_REALM(false),
    EMPTY_403(false),
    SLOW(true);

    final boolean issues;

    State(boolean issues) {
      this.issues = issues;
    }
  }

  private record Phase(State state, Duration length) {}

  private static Phase phase(State state, int seconds) {
    return new Phase(state, Duration.ofSeconds(seconds));
  }

  private static final List<Phase> PHASES =
      List.of(
          phase(State.UP, 400),
          phase(State.REFUSES_CONNECTIONS, 240),
          phase(State.UP, 200),
          phase(State.PAGE_404, 300),
          phase(State.UP, 200),
          phase(State.DISABLED_REALM, 540),
          phase(State.UP, 200),
          phase(State.EMPTY_403, 200),
          phase(State.UP, 200),
          phase(State.HANGS, 250),
          phase(State.UP, 200),
          // A long outage that ends like one that would be final.
          phase(State.REFUSES_CONNECTIONS, 660),
          phase(State.PAGE_404, 120),
          phase(State.EMPTY_403, 60),
          phase(State.UP, 300),
          // Longer than what is taken for an outage.
          phase(State.PAGE_404, 900),
          phase(State.UP, 300),
          phase(State.REFUSES_CONNECTIONS, 100),
          phase(State.SLOW, 200),
          phase(State.UP, 300));

  private final List<Event> dead = new ArrayList<>();
  private final Map<String, Integer> pending = new HashMap<>();
  private int succeeded;
  private SimulatedCluster cluster;
  private Instant start;
  private int fired;

  private record Event(String connectionId, Instant firedAt) {}

  private State at(Instant when) {
    Instant end = start;
    for (Phase phase : PHASES) {
      end = end.plus(phase.length());
      if (when.isBefore(end)) {
        return phase.state();
      }
    }
    return State.UP;
  }

  private Reaction reaction(String connectionId, Instant now) {
    if (connectionId.startsWith("broken")) {
      return refused(CredentialCategory.TRANSIENT, null, 30);
    }
    return switch (at(now)) {
      case UP -> new Reaction(null, Duration.ofMillis(40));
      case SLOW -> new Reaction(null, Duration.ofSeconds(6));
      case REFUSES_CONNECTIONS -> refused(CredentialCategory.TRANSIENT, null, 2);
      case HANGS -> refused(CredentialCategory.TIMEOUT, null, 10_000);
      case PAGE_404 -> refused(CredentialCategory.NOT_AN_OAUTH_ENDPOINT, null, 20);
      case DISABLED_REALM -> refused(CredentialCategory.NOT_ALLOWED, "access_denied", 20);
      case EMPTY_403 -> refused(CredentialCategory.CREDENTIALS, null, 20);
    };
  }

  private static Reaction refused(CredentialCategory category, @Nullable String error, int millis) {
    String words = error == null ? null : "Realm not enabled";
    return new Reaction(
        new CredentialFailure(category, error, words, "hint"), Duration.ofMillis(millis));
  }

  /** As a worker does: it waits for a token, lays the event aside, or gives it up. */
  private void attempt(Event event) {
    TokenState state = cluster.states.get(event.connectionId());
    Instant now = cluster.clock.instant();
    if (state != null && state.grant() != null && state.grant().expiresAt().isAfter(now)) {
      succeeded++;
      pending.merge(event.connectionId(), -1, Integer::sum);
      if (!state.grant().refreshAt().isAfter(now)) {
        ask(event, TokenRequest.expiring(state.grant().generation(), 1, "w"));
      }
      return;
    }
    TokenState.Denial denied = state == null ? null : state.denied();
    if (denied == null || !denied.retryAt().isAfter(now)) {
      ask(event, TokenRequest.missing(1, "w"));
      again(event, Duration.ofSeconds(2));
      return;
    }
    Long wait = denied.eventsWaitMs();
    boolean young = wait != null && now.isBefore(event.firedAt().plusMillis(wait));
    if (denied.category().permanent() && !young) {
      dead.add(event);
      pending.merge(event.connectionId(), -1, Integer::sum);
    } else {
      again(event, Duration.between(now, denied.retryAt()));
    }
  }

  private void ask(Event event, TokenRequest request) {
    cluster.ask(event.connectionId(), request);
  }

  private void again(Event event, Duration delay) {
    cluster.later(delay, () -> attempt(event));
  }

  private void fireEvery(String connectionId, Duration period) {
    long millis = (long) (period.toMillis() * (0.5 + cluster.random.nextDouble()));
    cluster.later(
        Duration.ofMillis(millis),
        () -> {
          fired++;
          pending.merge(connectionId, 1, Integer::sum);
          attempt(new Event(connectionId, cluster.clock.instant()));
          fireEvery(connectionId, period);
        });
  }

  private void testEvery(List<String> connections, Duration period) {
    cluster.later(
        period,
        () -> {
          String chosen = connections.get(cluster.random.nextInt(connections.size()));
          Instant deadline = cluster.clock.instant().plusSeconds(18);
          cluster.ask(
              chosen, TokenRequest.test(1, "console", UUID.randomUUID().toString(), deadline));
          testEvery(connections, period);
        });
  }

  private void restartEvery(int instances, Duration period) {
    cluster.later(
        period,
        () -> {
          cluster.restart(cluster.random.nextInt(instances));
          restartEvery(instances, period);
        });
  }

  @ParameterizedTest(name = "{0} connections, {1} instances, tests every {2} s")
  @CsvSource({"1000, 2, 7, 5", "1, 1, 0, 0", "1, 2, 60, 0", "30, 3, 5, 2"})
  @DisplayName("rows 25 to 27: nothing dies, tokens within 5 s, one probe in 3 s")
  void anOutageIsSatThrough(int connections, int instances, int testEverySeconds, int broken) {
    cluster = new SimulatedCluster(instances, Duration.ofMinutes(3), this::reaction);
    start = cluster.clock.instant();
    List<String> all = new ArrayList<>();
    for (int number = 0; number < connections + broken; number++) {
      String id = (number < connections ? "c" : "broken") + number;
      cluster.connect(id);
      all.add(id);
      boolean idle = number % 10 == 9;
      if (!idle) {
        fireEvery(id, Duration.ofSeconds(connections > 100 ? 60 : number % 10 == 8 ? 40 : 8));
      }
    }
    if (testEverySeconds > 0) {
      testEvery(all, Duration.ofSeconds(testEverySeconds));
    }
    restartEvery(instances, Duration.ofSeconds(97));

    Instant from = start;
    State before = State.UP;
    for (Phase phase : PHASES) {
      int asked = cluster.asked.size();
      Instant until = from.plus(phase.length());
      if (phase.state() == State.UP && !before.issues) {
        List<String> wanted = wanted();
        cluster.runUntil(from.plus(TOKENS_WITHIN));
        assertThat(withoutToken(wanted)).as("5 s after %s, at %s", before, from).isEmpty();
      }
      cluster.runUntil(until);
      if (!phase.state().issues) {
        requireNoStorm(phase, asked);
      }
      before = phase.state();
      from = until;
    }
    assertThat(dead.stream().filter(event -> !event.connectionId().startsWith("broken")))
        .as("events that 10 minutes later would have succeeded")
        .noneMatch(event -> at(event.firedAt().plus(TEN_MINUTES)).issues);
    assertThat(fired).isGreaterThan(100);
    assertThat(succeeded).isGreaterThan(fired / 2);
  }

  /** Connections with events that wait for a token. */
  private List<String> wanted() {
    return pending.entrySet().stream()
        .filter(entry -> entry.getValue() > 0 && !entry.getKey().startsWith("broken"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<String> withoutToken(List<String> connections) {
    Instant now = cluster.clock.instant();
    return connections.stream()
        .filter(id -> {
          TokenState state = cluster.states.get(id);
          return state == null || state.grant() == null || !state.grant().expiresAt().isAfter(now);
        })
        .toList();
  }

  /**
   * A person's test goes out whenever it is pressed, and who does not know of the outage asks; all
   * else is one request in a turn.
   */
  private void requireNoStorm(Phase phase, int first) {
    List<Asked> asked = cluster.asked.subList(first, cluster.asked.size());
    List<Asked> probes =
        asked.stream().filter(request -> request.purpose() == Purpose.PROBE).toList();
    assertThat((long) probes.size())
        .as("%s: probes", phase)
        .isLessThanOrEqualTo(phase.length().toSeconds() / 3 + 1);
    for (int i = 1; i < probes.size(); i++) {
      assertThat(Duration.between(probes.get(i - 1).at(), probes.get(i).at()))
          .as("%s: between two probes, at %s", phase, probes.get(i))
          .isGreaterThan(Duration.ofMillis(2_500));
    }
    assertThat(asked.stream().filter(request -> request.purpose() == Purpose.USE))
        .as("%s: before it is noticed", phase)
        .hasSizeLessThan(BEFORE_NOTICED);
  }
}
