package io.atlas.console.operations;

import io.atlas.console.figures.Split;
import io.atlas.console.health.ConnectionNames;
import io.atlas.console.history.ActionNames;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** What the figures are split by, as people call it. */
@Component
class KeyNames {

  private static final Logger log = LoggerFactory.getLogger(KeyNames.class);

  private final ActionNames actions;
  private final ConnectionNames connections;

  KeyNames(ActionNames actions, ConnectionNames connections) {
    this.actions = actions;
    this.connections = connections;
  }

  /**
   * Those that are known, by key; the others are called by their keys.
   *
   * @param accountId null for who sees all
   */
  Map<String, String> of(Split split, @Nullable String accountId, Collection<String> keys) {
    try {
      return switch (split) {
        case NONE, TARGET, ACCOUNT -> Map.of();
        case ACTION -> actions.names(accountId, keys);
        case CONNECTION -> connections.names(accountId, keys);
      };
    } catch (DataAccessException away) {
      log.warn("names can't be read: {}", away.toString());
      return Map.of();
    }
  }
}
