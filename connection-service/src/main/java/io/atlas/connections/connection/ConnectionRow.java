package io.atlas.connections.connection;

import io.atlas.connections.connection.StoredConnection.SecretSet;
import io.atlas.model.event.ConnectionState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A connection's row, which stays for a while once the connection is deleted.
 *
 * @param version of the row as it stands in the database; saving raises it by one
 * @param state its version is that of the row once it is saved
 * @param secretExpiresOn of the state's settings, for queries
 * @param remindedDays the last reminder sent about {@code secretExpiresOn}: 30, 7 or 1
 */
@Table(schema = "connections", name = "connection")
record ConnectionRow(
    @Id String id,
    String accountId,
    @Version long version,
    ConnectionState state,
    Instant secretSetAt,
    String secretSetBy,
    @Nullable LocalDate secretExpiresOn,
    @Nullable Integer remindedDays,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt) {

  static ConnectionRow first(String id, ConnectionState state, String person, Instant now) {
    requireNext(0, state);
    return new ConnectionRow(
        id,
        state.accountId(),
        0,
        state,
        now,
        person,
        state.settings().secretExpiresOn(),
        null,
        now,
        now,
        null);
  }

  /** Usable again where it was deleted. A new date of expiry is reminded of anew. */
  ConnectionRow changed(ConnectionState next, SecretSet secretSet, Instant now) {
    requireNext(version, next);
    LocalDate expires = next.settings().secretExpiresOn();
    return new ConnectionRow(
        id,
        accountId,
        version,
        next,
        secretSet.at(),
        secretSet.by(),
        expires,
        Objects.equals(expires, secretExpiresOn) ? remindedDays : null,
        createdAt,
        now,
        null);
  }

  ConnectionRow deleted(ConnectionState last, Instant now) {
    requireNext(version, last);
    return new ConnectionRow(
        id,
        accountId,
        version,
        last,
        secretSetAt,
        secretSetBy,
        secretExpiresOn,
        remindedDays,
        createdAt,
        now,
        now);
  }

  private static void requireNext(long version, ConnectionState state) {
    if (state.version() != version + 1) {
      throw new IllegalArgumentException("version " + version + " is not followed by the next");
    }
  }
}
