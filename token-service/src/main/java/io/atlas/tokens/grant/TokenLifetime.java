package io.atlas.tokens.grant;

import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Provider.Response.LifetimeUnit;
import io.atlas.model.seal.Secret;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a token lives, from what the provider said, else from the connection or the preset, else
 * from the token itself where it is a JWT, else ten minutes. Pure.
 *
 * @param life from sending; zero where the provider says that it is over
 * @param said seconds as the provider said, null where that was nothing usable
 */
record TokenLifetime(Duration life, @Nullable Long said) {

  private static final Duration DEFAULT = Duration.ofMinutes(10);

  /** A token is not kept for longer, whatever the provider says. */
  static final Duration LONGEST = Duration.ofHours(24);

  /** More than ten years is a mistake of the provider: a date or another unit. */
  private static final BigDecimal ABSURD = BigDecimal.valueOf(Duration.ofDays(3653).toSeconds());

  /**
   * @param configured of the connection, in seconds, or null
   * @param warnings is added to
   */
  static TokenLifetime of(
      TokenResponse.Token token,
      Provider.Response rules,
      @Nullable Integer configured,
      Instant sentAt,
      List<String> warnings) {
    Long said = seconds(token.lifetime(), rules.lifetimeUnit(), warnings);
    if (said != null && said <= 0) {
      warnings.add(
          "The provider says that the token lives for "
              + said
              + " s; every use asks for a new one.");
      return new TokenLifetime(Duration.ZERO, said);
    }
    Duration byJwt = untilJwtExpiry(token.accessToken(), sentAt);
    if (said != null) {
      return new TokenLifetime(earlier(Duration.ofSeconds(said), byJwt, warnings), said);
    }
    Integer chosen = configured != null ? configured : rules.defaultLifetimeSeconds();
    Duration life = chosen != null ? Duration.ofSeconds(chosen) : byJwt == null ? DEFAULT : byJwt;
    Duration bounded = byJwt == null ? life : atMost(life, byJwt);
    return new TokenLifetime(atMost(bounded, LONGEST), null);
  }

  /** A token that has just come and is over by its own claim shows that clocks differ. */
  private static Duration earlier(Duration said, @Nullable Duration byJwt, List<String> warnings) {
    if (byJwt == null) {
      return atMost(said, LONGEST);
    }
    if (byJwt.isZero()) {
      warnings.add("The token's own exp has passed already: the provider's clock and ours differ.");
      return atMost(said, LONGEST);
    }
    return atMost(byJwt.compareTo(said) < 0 ? byJwt : said, LONGEST);
  }

  private static @Nullable Long seconds(
      @Nullable BigDecimal said, LifetimeUnit unit, List<String> warnings) {
    if (said == null) {
      return null;
    }
    // Compared before any rounding: 1e400 would be written out otherwise.
    if (said.compareTo(ABSURD.movePointRight(3)) > 0) {
      warnings.add("The provider names a lifetime of more than ten years; it is ignored.");
      return null;
    }
    if (said.signum() <= 0) {
      return said.compareTo(BigDecimal.valueOf(-1_000_000)) < 0
          ? -1_000_000L
          : said.setScale(0, RoundingMode.FLOOR).longValue();
    }
    BigDecimal inSeconds =
        switch (unit) {
          case SECONDS -> said;
          case MILLISECONDS -> said.movePointLeft(3);
        };
    if (inSeconds.compareTo(ABSURD) > 0) {
      warnings.add("The provider names a lifetime of more than ten years; it is ignored.");
      return null;
    }
    return inSeconds.compareTo(BigDecimal.ONE) < 0 ? 0L : inSeconds.longValue();
  }

  /**
   * The {@code exp} claim, unverified: it may shorten a life, and names it where nobody else does.
   */
  private static @Nullable Duration untilJwtExpiry(Secret token, Instant sentAt) {
    Instant expiresAt = JwtTimes.of(token).expiresAt();
    if (expiresAt == null) {
      return null;
    }
    long seconds = expiresAt.getEpochSecond() - sentAt.getEpochSecond();
    return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST.toSeconds()));
  }

  private static Duration atMost(Duration life, Duration most) {
    return life.compareTo(most) > 0 ? most : life;
  }
}
