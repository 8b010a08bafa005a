package io.atlas.tokens.outage;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.seal.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections that wait for their provider to come back, by the origin of their token endpoint.
 * Learnt from {@code tokens} alone, so that all instances know the same, and one that starts knows
 * it at once.
 *
 * <p>While connections of an origin wait, one of them asks in each turn of three seconds; the
 * others are held back. Whose turn it is follows from the time and what is waiting, so instances
 * agree without a word, and only the owner of that connection asks. The first token that comes
 * releases all. Thread-safe.
 */
public final class ProviderOutages {

  /**
   * Nobody who is wanted has not said so for longer: events come back at {@link Denial#retryAt},
   * and that is put off each time.
   */
  public static final Duration WANTED = Duration.ofSeconds(60);

  private static final Duration TURN = Duration.ofSeconds(3);

  /** A provider that hangs keeps nobody from the next turn, or from the release of all. */
  private static final Duration IN_TURN = TURN.minusMillis(200);

  /** For a provider that is slow, once a minute all the time that a token request has. */
  private static final Duration AT_LENGTH = Duration.ofSeconds(15);

  private static final int TURNS_A_MINUTE = 20;

  /** Between two releases of those who wait for one provider. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** So many connections fell silent, and none had a token since: it is the provider. */
  private static final int FELL_SILENT = 3;

  private final Clock clock;
  private final Map<String, Provider> providers = new HashMap<>();
  private final Map<String, String> originOf = new HashMap<>();

  /** One connection's turn. */
  public record Turn(String connectionId, Duration patience) {}

  private record Waiting(String accountId, @Nullable Instant askedAt, Instant retryAt) {

    /** For longer than our own waits are. */
    boolean isPutOff(Instant now) {
      return retryAt.isAfter(now.plus(WANTED));
    }

    boolean wanted(Instant now) {
      return retryAt.plus(WANTED).isAfter(now);
    }
  }

  private static final class Provider {
    final Map<String, Waiting> waiting = new HashMap<>();
    long turn;
    int fellSilent;
    final Set<String> released = new HashSet<>();
    Instant releasedAt = Instant.EPOCH;
    boolean releaseAgain;

    boolean isAway() {
      return fellSilent >= FELL_SILENT && !waiting.isEmpty();
    }
  }

  public ProviderOutages(Clock clock) {
    this.clock = clock;
  }

  /** Whether it is the provider that has to change, rather than the connection or its client. */
  public static boolean awaits(Denial denial) {
    return denial.category() != CredentialCategory.RATE_LIMITED
        && (!denial.category().permanent() || denial.eventsWaitMs() != null);
  }

  /** Of the token endpoint, or null where it has none. */
  public static @Nullable String originOf(ConnectionState connection) {
    try {
      return Origin.of(connection.tokenEndpoint()).toString();
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /**
   * A connection's state on {@code tokens} changed.
   *
   * @param connection null where it is gone
   * @param recovered is told the origin where connections need wait no more
   */
  public void changed(
      String connectionId,
      @Nullable ConnectionState connection,
      @Nullable TokenState before,
      @Nullable TokenState after,
      Consumer<String> recovered) {
    String origin = connection == null ? null : originOf(connection);
    if (connection == null || origin == null) {
      forgetGone(connectionId);
    } else if (update(connectionId, connection.accountId(), origin, before, after)) {
      recovered.accept(origin);
    }
  }

  private synchronized void forgetGone(String connectionId) {
    var _ = forget(connectionId);
  }

  private synchronized boolean update(
      String connectionId,
      String accountId,
      String origin,
      @Nullable TokenState before,
      @Nullable TokenState after) {
    Instant now = clock.instant();
    boolean waited = forget(connectionId);
    Denial denied = after == null ? null : after.denied();
    if (denied != null && awaits(denied)) {
      Provider provider = providers.computeIfAbsent(origin, name -> newProvider(name, now));
      provider.released.remove(connectionId);
      provider.waiting.put(
          connectionId, new Waiting(accountId, denied.askedAt(), denied.retryAt()));
      originOf.put(connectionId, origin);
      provider.fellSilent += !waited && denied.askedAt() != null ? 1 : 0;
      return false;
    }
    Provider provider = providers.get(origin);
    return provider != null
        && isNew(before, after)
        && granted(
            provider, provider.released.remove(connectionId) || waited || provider.isAway(), now);
  }

  private static boolean isNew(@Nullable TokenState before, @Nullable TokenState after) {
    Grant had = before == null ? null : before.grant();
    Grant has = after == null ? null : after.grant();
    return has != null && (had == null || had.generation() < has.generation());
  }

  /**
   * A token came. Releases those who wait, though not at once again: of a provider that answers now
   * and then each token would send all others there.
   *
   * @param back whether it shows that those who wait need not
   */
  private boolean granted(Provider provider, boolean back, Instant now) {
    provider.fellSilent = 0;
    if (!back || provider.waiting.isEmpty()) {
      return false;
    }
    if (now.isBefore(provider.releasedAt.plus(QUIET))) {
      provider.releaseAgain = true;
      return false;
    }
    release(provider, now);
    return true;
  }

  private void release(Provider provider, Instant now) {
    provider.released.clear();
    provider.released.addAll(provider.waiting.keySet());
    provider.waiting.keySet().forEach(originOf::remove);
    provider.waiting.clear();
    provider.releasedAt = now;
    provider.releaseAgain = false;
  }

  /** Providers of which more tokens came since the first ones were released. */
  public synchronized List<String> recoveries() {
    Instant now = clock.instant();
    List<String> recovered = new ArrayList<>();
    providers.forEach((origin, provider) -> {
      if (provider.releaseAgain && !now.isBefore(provider.releasedAt.plus(QUIET))) {
        release(provider, now);
        recovered.add(origin);
      }
    });
    return recovered;
  }

  private boolean forget(String connectionId) {
    String origin = originOf.remove(connectionId);
    Provider provider = origin == null ? null : providers.get(origin);
    return provider != null && provider.waiting.remove(connectionId) != null;
  }

  /** Whether a request out of turn would be one too many. */
  public synchronized boolean holdsBack(String connectionId, String origin) {
    Provider provider = providers.get(origin);
    if (provider == null) {
      return false;
    }
    Waiting waiting = provider.waiting.get(connectionId);
    return provider.isAway() || (waiting != null && waiting.wanted(clock.instant()));
  }

  /** The connections whose turn has begun since the last call: at most one of each provider. */
  public synchronized List<Turn> turns() {
    Instant now = clock.instant();
    List<Turn> turns = new ArrayList<>();
    providers
        .entrySet()
        .removeIf(entry -> {
          Provider provider = entry.getValue();
          long turn = turnOf(entry.getKey(), now);
          if (turn == provider.turn) {
            return false;
          }
          provider.turn = turn;
          dropUnwanted(provider, now);
          if (!provider.waiting.isEmpty()) {
            turns.add(choose(provider, turn, now));
          }
          return provider.waiting.isEmpty() && provider.releasedAt.isBefore(now.minus(TURN));
        });
    return turns;
  }

  /** Connections that wait for their provider, of all instances. */
  public synchronized int waiting() {
    return originOf.size();
  }

  /** Providers that connections wait for, of all instances. */
  public synchronized int away() {
    return (int) providers.values().stream().filter(each -> !each.waiting.isEmpty()).count();
  }

  private void dropUnwanted(Provider provider, Instant now) {
    provider
        .waiting
        .entrySet()
        .removeIf(entry -> {
          boolean unwanted = !entry.getValue().wanted(now);
          if (unwanted) {
            originOf.remove(entry.getKey());
          }
          return unwanted;
        });
  }

  /**
   * Accounts have as many turns each, however many of their connections wait. Of an account, those
   * come first that were held back before they ever asked: most likely nothing is wrong there.
   * Those come last that the provider itself told to wait, because they would not ask.
   */
  private static Turn choose(Provider provider, long turn, Instant now) {
    String chosen =
        provider.waiting.entrySet().stream()
            .min(
                Comparator.<Map.Entry<String, Waiting>>comparingInt(
                        entry -> entry.getValue().isPutOff(now) ? 1 : 0)
                    .thenComparingInt(entry -> mixed(entry.getValue().accountId(), turn))
                    .thenComparing(entry -> entry.getValue().accountId())
                    .thenComparingInt(entry -> entry.getValue().askedAt() == null ? 0 : 1)
                    .thenComparingInt(entry -> mixed(entry.getKey(), turn))
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    return new Turn(chosen, turn % TURNS_A_MINUTE == 0 ? AT_LENGTH : IN_TURN);
  }

  /** Another order each turn, the same on all instances. */
  private static int mixed(String id, long turn) {
    long mixed = (id.hashCode() ^ (turn * 0x9E3779B97F4A7C15L)) * 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 32);
  }

  private static Provider newProvider(String origin, Instant now) {
    Provider provider = new Provider();
    provider.turn = turnOf(origin, now);
    return provider;
  }

  /** Each provider's turns begin at another moment. */
  private static long turnOf(String origin, Instant now) {
    long shift = Math.floorMod(origin.hashCode(), TURN.toMillis());
    return Math.floorDiv(now.toEpochMilli() + shift, TURN.toMillis());
  }
}
