package io.atlas.console.execution;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.ControlPlaneException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What actions and connections are called. An extra of the log, which is shown while the
 * connection-service is away.
 */
@Component
class Names {

  private static final Logger log = LoggerFactory.getLogger(Names.class);

  private final Actions actions;
  private final Connections connections;

  Names(Actions actions, Connections connections) {
    this.actions = actions;
    this.connections = connections;
  }

  List<Action> knownActions() {
    try {
      return actions.list();
    } catch (ControlPlaneException away) {
      log.warn("no action names: {}", away.getMessage());
      return List.of();
    }
  }

  @Nullable String ofAction(String id) {
    try {
      return actions.get(id).name();
    } catch (ControlPlaneException goneOrAway) {
      return null;
    }
  }

  @Nullable String ofConnection(@Nullable String id) {
    try {
      return id == null ? null : connections.get(id).name();
    } catch (ControlPlaneException goneOrAway) {
      return null;
    }
  }
}
