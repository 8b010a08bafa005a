package io.atlas.connections.health;

import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a connection's tokens so far.
 *
 * @param generation of the last token seen; 0 before the first
 * @param failingSince null while the provider accepts the credentials
 * @param denial the last one of any kind
 * @param requests token requests that this observation tells of
 */
record Observed(
    long generation,
    @Nullable Instant lastTokenAt,
    @Nullable Instant tokenExpiresAt,
    @Nullable Instant failingSince,
    @Nullable Denial denial,
    @Nullable Instant deniedAt,
    int requests) {

  static final Observed NOTHING = new Observed(0, null, null, null, null, null, 0);

  /**
   * The same state seen again, here or by another instance, tells of no request and changes
   * nothing. What was said of older credentials is no news about those now in use.
   */
  Observed then(TokenState state, long credentialsVersion, Instant now) {
    Grant grant =
        state.grant() != null && state.grant().credentialsVersion() == credentialsVersion
            ? state.grant()
            : null;
    Denial denied =
        state.denied() != null && state.denied().credentialsVersion() == credentialsVersion
            ? state.denied()
            : null;
    Grant newGrant = grant != null && grant.generation() > generation ? grant : null;
    boolean newDenial = denied != null && !denied.equals(denial);
    return new Observed(
        newGrant == null ? generation : newGrant.generation(),
        newGrant == null ? lastTokenAt : newGrant.issuedAt(),
        newGrant == null ? tokenExpiresAt : newGrant.expiresAt(),
        failingSince(grant, denied, newGrant != null, now),
        newDenial ? denied : denial,
        newDenial ? now : deniedAt,
        (newGrant == null ? 0 : 1) + (newDenial ? 1 : 0));
  }

  private @Nullable Instant failingSince(
      @Nullable Grant grant, @Nullable Denial denied, boolean newGrant, Instant now) {
    if (denied != null && denied.category().permanent()) {
      return failingSince == null ? now : failingSince;
    }
    // A token that was there before the failure is no sign that it is over; a new one is.
    boolean works = newGrant || (grant != null && denied == null);
    return works ? null : failingSince;
  }

  boolean sameAs(Observed other) {
    return generation == other.generation
        && Objects.equals(failingSince, other.failingSince)
        && Objects.equals(denial, other.denial);
  }
}
