package io.atlas.console.figures;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which results, and how they are told apart; null matches all.
 *
 * @param accountId whose; null for the platform, which only {@code atlas.platform} may see
 * @param from the first moment
 * @param to the end, which is not included; at most 400 days later
 * @param target a host
 */
public record FiguresQuery(
    @Nullable String accountId,
    Instant from,
    Instant to,
    Split split,
    @Nullable String actionId,
    @Nullable String connectionId,
    @Nullable String target) {

  private static final Duration LONGEST = Duration.ofDays(400);

  /** All results lie between; PostgreSQL does not know all that an Instant can be. */
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  public FiguresQuery {
    if (accountId != null && accountId.isEmpty()) {
      throw new IllegalArgumentException("no account has an empty id");
    }
    if (from.isBefore(Instant.EPOCH) || to.isAfter(LATEST)) {
      throw new IllegalArgumentException("a range lies between 1970 and 9999");
    }
    if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a range is at most 400 days and ends after its start");
    }
    if (split == Split.ACCOUNT && accountId != null) {
      throw new IllegalArgumentException("one account is not split by account");
    }
  }

  /** All of an account's results. */
  public static FiguresQuery of(@Nullable String accountId, Instant from, Instant to) {
    return new FiguresQuery(accountId, from, to, Split.NONE, null, null, null);
  }

  public FiguresQuery by(Split other) {
    return new FiguresQuery(accountId, from, to, other, actionId, connectionId, target);
  }

  /**
   * What was counted without what this one filters by; as it is where nothing is filtered. Of the
   * finest rows those that are together are of no action either, and are found by that: a week of
   * 10,000 actions has 1,680,000 to look through by connection or target.
   */
  FiguresQuery untold() {
    boolean finest = Grain.of(this, split) == Grain.DETAIL && !filtersNothing();
    return new FiguresQuery(
        accountId,
        from,
        to,
        Split.NONE,
        finest ? Series.OTHERS : other(actionId),
        other(connectionId),
        other(target));
  }

  private static @Nullable String other(@Nullable String filter) {
    return filter == null ? null : Series.OTHERS;
  }

  boolean filtersNothing() {
    return actionId == null && connectionId == null && target == null;
  }
}
