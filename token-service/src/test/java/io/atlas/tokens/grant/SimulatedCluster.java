package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.Secret;
import io.atlas.testing.ManualClock;
import io.atlas.tokens.outage.ProviderOutages;
import io.atlas.tokens.token.AccountTokens;
import io.atlas.tokens.token.Effect;
import io.atlas.tokens.token.FakeSeal;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import io.atlas.tokens.token.RefreshPolicy;
import io.atlas.tokens.token.TokenBook;
import io.atlas.tokens.token.TokenBooks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Instances of the token-service, each with its books, its knowledge of outages and its limits, on
 * one clock that moves from event to event. What one writes the others see 5 ms later.
 */
final class SimulatedCluster {

  private static final Duration BROKER = Duration.ofMillis(5);
  private static final int AT_ONCE = 50;
  private static final Duration IN_QUEUE = Duration.ofSeconds(5);

  /** What a provider does with a request that arrives now. */
  interface Provider {
    Reaction to(String connectionId, Instant now);
  }

  /**
   * @param failure null for a token
   */
  record Reaction(@Nullable CredentialFailure failure, Duration after) {}

  /** One request that reached the provider. */
  record Asked(Instant at, String connectionId, Purpose purpose) {}

  private record Task(Instant at, long serial, Runnable work) {}

  final ManualClock clock = ManualClock.atNoon();
  final Random random = new Random(19);
  final List<Asked> asked = new ArrayList<>();
  final Map<String, TokenState> states = new HashMap<>();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::serial));
  private final Map<String, ConnectionState> connections = new HashMap<>();
  private final List<Instance> instances = new ArrayList<>();
  private final RefreshPolicy policy =
      new RefreshPolicy(random::nextDouble, RefreshPolicy.FINAL_AFTER);
  private final TokenBooks books =
      new TokenBooks(
          FakeSeal.of(policy), policy, Providers.load(), new AccountTokens(Long.MAX_VALUE));
  private final Provider provider;
  private final Duration tokensLive;
  private long serial;
  private long calls;

  SimulatedCluster(int size, Duration tokensLive, Provider provider) {
    this.provider = provider;
    this.tokensLive = tokensLive;
    for (int number = 0; number < size; number++) {
      instances.add(new Instance());
    }
    later(Duration.ofMillis(200), this::look);
  }

  void connect(String connectionId) {
    connections.put(
        connectionId,
        new ConnectionState(
            1,
            1,
            "acme",
            connectionId,
            "https://idp.example/" + connectionId + "/token",
            TestSettings.basic().build(),
            List.of(),
            null));
  }

  void later(Duration delay, Runnable work) {
    tasks.add(new Task(clock.instant().plus(delay), serial++, work));
  }

  void runUntil(Instant end) {
    while (!tasks.isEmpty() && !tasks.peek().at().isAfter(end)) {
      Task next = tasks.remove();
      clock.set(next.at());
      next.work().run();
    }
    clock.set(end);
  }

  void ask(String connectionId, TokenRequest request) {
    Instant sentAt = clock.instant();
    later(BROKER, () -> owner(connectionId).ask(connectionId, request, sentAt));
  }

  /** It dies, with all that it knew; the next reads the topics. */
  void restart(int number) {
    instances.get(number).gone = true;
    instances.set(number, new Instance());
  }

  private void look() {
    instances.forEach(Instance::look);
    later(Duration.ofMillis(200), this::look);
  }

  private Instance owner(String connectionId) {
    return instances.get(Math.floorMod(connectionId.hashCode(), instances.size()));
  }

  private final class Instance {
    private final ProviderOutages outages = new ProviderOutages(clock);
    private final ProviderHosts hosts = new ProviderHosts(outages, clock);
    private final Map<String, TokenBook> open = new HashMap<>();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final Map<Long, Runnable> underWay = new HashMap<>();
    private int placed;
    private boolean gone;

    Instance() {
      states.forEach((id, state) -> changed(id, state, state));
    }

    private TokenBook book(String connectionId) {
      return open.computeIfAbsent(
          connectionId,
          id -> {
            TokenBook book = books.open(id, states.get(id), () -> ++calls);
            book.connection(connections.get(id));
            return book;
          });
    }

    void ask(String id, TokenRequest request, Instant sentAt) {
      carryOut(id, book(id).request(request, sentAt, clock.instant()));
    }

    void look() {
      outages.recoveries().forEach(this::recovered);
      for (ProviderOutages.Turn turn : outages.turns()) {
        if (owner(turn.connectionId()) == this) {
          TokenBook book = book(turn.connectionId());
          carryOut(turn.connectionId(), book.probe(turn.patience(), clock.instant()));
        }
      }
    }

    private void changed(String id, @Nullable TokenState before, @Nullable TokenState after) {
      outages.changed(id, connections.get(id), before, after, this::recovered);
    }

    private void recovered(String origin) {
      for (String id : List.copyOf(connections.keySet())) {
        if (owner(id) == this && origin.equals(book(id).awaitedOrigin())) {
          carryOut(id, book(id).providerRecovered(clock.instant()));
        }
      }
    }

    private void carryOut(String id, List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.Publish(var state) -> {
            TokenState before = state == null ? states.remove(id) : states.put(id, state);
            for (Instance instance : instances) {
              later(BROKER, () -> instance.changed(id, before, state));
            }
          }
          case Effect.Ask ask -> admit(id, ask);
          case Effect.GiveUp(long call) -> {
            Runnable broken = underWay.get(call);
            if (broken != null) {
              later(Duration.ofMillis(1), broken);
            }
          }
          case Effect.Wait(long call, Duration delay) ->
              later(delay, () -> carryOut(id, book(id).retry(call, clock.instant())));
          case Effect.Reply _, Effect.Promote _ -> {}
        }
      }
    }

    /** As the bulkhead does, which would stop this thread. */
    private void admit(String id, Effect.Ask ask) {
      if (ask.purpose() != Purpose.USE) {
        send(id, ask, hosts.unconditional(origin(id)));
      } else if (placed < AT_ONCE) {
        placed++;
        switch (hosts.admit(id, origin(id))) {
          case ProviderHosts.Admission.Admitted(var permit) -> send(id, ask, permit);
          case ProviderHosts.Admission.HeldBack(var failure, Duration wait) ->
              later(BROKER, () -> left(id, ask, heldBack(failure, wait)));
        }
      } else {
        Instant until = clock.instant().plus(IN_QUEUE);
        queue.add(() -> {
          if (clock.instant().isBefore(until)) {
            admit(id, ask);
          } else {
            CredentialFailure full = CredentialFailure.of(CredentialCategory.TRANSIENT);
            respond(id, ask, heldBack(full, Duration.ofSeconds(10)));
            next();
          }
        });
      }
    }

    private static ProviderResponse heldBack(CredentialFailure failure, Duration wait) {
      return new ProviderResponse.HeldBack(failure, wait, Duration.ZERO);
    }

    private void send(String id, Effect.Ask ask, ProviderHosts.Permit permit) {
      Instant sentAt = clock.instant();
      asked.add(new Asked(sentAt, id, ask.purpose()));
      Reaction reaction = provider.to(id, sentAt);
      boolean late = reaction.after().compareTo(ask.patience()) > 0;
      CredentialFailure failure =
          late ? CredentialFailure.of(CredentialCategory.TIMEOUT) : reaction.failure();
      Duration after = late ? ask.patience() : reaction.after();
      ProviderResponse response =
          failure == null
              ? new ProviderResponse.Granted(
                  new Secret(id + serial),
                  null,
                  "Bearer",
                  tokensLive,
                  tokensLive.toSeconds(),
                  List.of(),
                  List.of(),
                  sentAt,
                  after,
                  List.of())
              : new ProviderResponse.Refused(failure, null, after);
      underWay.put(
          ask.call(),
          () -> {
            if (underWay.remove(ask.call()) != null) {
              CredentialFailure broken = CredentialFailure.of(CredentialCategory.TRANSIENT);
              respond(id, ask, new ProviderResponse.Refused(broken, null, Duration.ZERO));
            }
          });
      Runnable end =
          () -> {
            if (underWay.remove(ask.call()) == null) {
              return;
            }
            permit.done(failure == null ? null : failure.code());
            if (ask.purpose() == Purpose.USE) {
              left(id, ask, response);
            } else {
              respond(id, ask, response);
            }
          };
      later(after, end);
    }

    private void left(String id, Effect.Ask ask, ProviderResponse response) {
      placed--;
      respond(id, ask, response);
      next();
    }

    private void next() {
      Runnable waiting = queue.poll();
      if (waiting != null) {
        waiting.run();
      }
    }

    private void respond(String id, Effect.Ask ask, ProviderResponse response) {
      if (!gone) {
        carryOut(id, book(id).responded(ask.call(), response, clock.instant()));
      }
    }

    private String origin(String id) {
      return String.valueOf(ProviderOutages.originOf(connections.get(id)));
    }
  }
}
