package io.atlas.connections.action;

import io.atlas.model.event.ActionDefinition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An action's row.
 *
 * @param position rises with every new row; 0 in a row that was just inserted
 * @param version of the row as it stands in the database; saving raises it by one
 * @param connectionId of the definition, for queries
 * @param definition its version is that of the row once it is saved
 */
@Table(schema = "connections", name = "action")
record StoredAction(
    @Id String id,
    String accountId,
    @ReadOnlyProperty long position,
    @Version long version,
    @Nullable String connectionId,
    ActionDefinition definition,
    Instant createdAt,
    Instant updatedAt) {

  static StoredAction first(String id, ActionDefinition definition, Instant now) {
    return of(id, 0, 0, definition, now, now);
  }

  StoredAction changed(ActionDefinition next, Instant now) {
    return of(id, position, version, next, createdAt, now);
  }

  private static StoredAction of(
      String id,
      long position,
      long version,
      ActionDefinition next,
      Instant createdAt,
      Instant updatedAt) {
    if (next.version() != version + 1) {
      throw new IllegalArgumentException("version " + version + " is not followed by the next");
    }
    return new StoredAction(
        id,
        next.accountId(),
        position,
        version,
        next.authentication().connectionId(),
        next,
        createdAt,
        updatedAt);
  }
}
