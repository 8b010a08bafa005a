package io.atlas.connections.connection;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection's row with what is known of its tokens.
 *
 * @param deletedAt null while it can be used
 * @param usedBy how many actions; {@link #MOST_COUNTED} for that many or more
 */
record StoredConnection(
    String id,
    ConnectionState state,
    SecretSet secretSet,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt,
    Health health,
    long usedBy) {

  static final int MOST_COUNTED = 1_001;

  /** When the secret was given, and by whom. */
  record SecretSet(Instant at, String by) {}

  /** What the tokens topic told; see the health package, which writes it. */
  record Health(
      @Nullable Instant lastTokenAt,
      @Nullable Instant tokenExpiresAt,
      @Nullable Instant failingSince,
      TokenState.@Nullable Denial denial,
      @Nullable Instant deniedAt,
      long requestsLastHour,
      long requestsToday) {}
}
