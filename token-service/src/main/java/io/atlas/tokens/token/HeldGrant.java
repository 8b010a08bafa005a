package io.atlas.tokens.token;

import io.atlas.model.event.TokenState.Grant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The grant that a connection holds, if any, and which generations there have been. Not
 * thread-safe.
 */
final class HeldGrant {

  private @Nullable Grant grant;
  private @Nullable String fingerprint;
  private long lastGeneration;
  private long rejectedGeneration;

  /**
   * @param published what stands on {@code tokens}, or null
   */
  HeldGrant(@Nullable Grant published) {
    grant = published;
    lastGeneration = published == null ? 0 : published.generation();
  }

  @Nullable Grant grant() {
    return grant;
  }

  boolean isThere() {
    return grant != null;
  }

  /** Of the grant, or 0. */
  long credentialsVersion() {
    return grant == null ? 0 : grant.credentialsVersion();
  }

  /** The highest there has been. */
  long lastGeneration() {
    return lastGeneration;
  }

  boolean isOlderThan(long credentialsVersion) {
    return grant != null && grant.credentialsVersion() < credentialsVersion;
  }

  boolean isNewerThan(long generation) {
    return grant != null && generation < grant.generation();
  }

  boolean isUsable(long credentialsVersion, Instant now) {
    return grant != null
        && grant.credentialsVersion() == credentialsVersion
        && grant.expiresAt().isAfter(now);
  }

  boolean isPastRefresh(Instant now) {
    return grant != null && !grant.refreshAt().isAfter(now);
  }

  /**
   * A target does not accept the token.
   *
   * @return false where there is nothing to renew: the generation was rejected before, is below the
   *     current one, or its grant is gone (I4)
   */
  boolean reject(long generation) {
    if (grant == null || generation != grant.generation() || rejectedGeneration == generation) {
      return false;
    }
    rejectedGeneration = generation;
    return true;
  }

  /**
   * A provider's new token; one that repeats its token until it dies has nothing newer to give
   * before then.
   */
  void issued(Grant made, String tokenFingerprint) {
    hold(tokenFingerprint.equals(fingerprint) ? refreshedAtExpiry(made) : made, tokenFingerprint);
  }

  /** A token that another asked for. */
  void adopt(Grant offered) {
    hold(offered, null);
  }

  private void hold(Grant held, @Nullable String tokenFingerprint) {
    grant = held;
    fingerprint = tokenFingerprint;
    lastGeneration = Math.max(lastGeneration, held.generation());
  }

  /**
   * @param keepExpired to show the next owner that tokens came
   */
  void dropUseless(boolean keepExpired, Instant now) {
    boolean expired = grant != null && !grant.expiresAt().isAfter(now);
    boolean rejected = grant != null && rejectedGeneration == grant.generation();
    if (rejected || (expired && !keepExpired)) {
      grant = null;
    }
  }

  void forget() {
    grant = null;
    fingerprint = null;
  }

  private static Grant refreshedAtExpiry(Grant made) {
    return new Grant(
        made.generation(),
        made.credentialsVersion(),
        made.sealedToken(),
        made.sealedBindingKey(),
        made.issuedAt(),
        made.expiresAt(),
        made.expiresAt());
  }
}
