package io.atlas.console.execution;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.ControlPlaneException;
import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.identity.Person;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Of the names that are not learnt yet, so many are asked for at a time. */
  private static final int ASKED = 20;

  private static final String CHOICES = "200";

  private final ActionNames learnt;
  private final Actions actions;
  private final Connections connections;

  Names(ActionNames learnt, Actions actions, Connections connections) {
    this.learnt = learnt;
    this.actions = actions;
    this.connections = connections;
  }

  /** By id, those that are known or were before they were deleted. */
  Map<String, Named> ofActions(Person person, List<String> ids) {
    Map<String, Named> named = new HashMap<>(learnt.of(person.accountId(), ids));
    Set<String> missing = new HashSet<>(ids);
    missing.removeAll(named.keySet());
    missing.stream()
        .limit(ASKED)
        .forEach(id -> asked(id).ifPresent(action -> named.put(id, action)));
    return named;
  }

  Optional<Named> ofAction(Person person, String id) {
    return Optional.ofNullable(ofActions(person, List.of(id)).get(id));
  }

  /** A name may not be learnt in the moment after the action was made. */
  private Optional<Named> asked(String id) {
    try {
      Action action = actions.get(id);
      return Optional.of(new Named(id, action.name(), action.keepsBodies(), false));
    } catch (ControlPlaneException goneOrAway) {
      return Optional.empty();
    }
  }

  /** The first of them, to choose from. */
  List<Connection> knownConnections() {
    try {
      return connections.part(Map.of("limit", CHOICES)).items();
    } catch (ControlPlaneException away) {
      log.warn("no connection names: {}", away.getMessage());
      return List.of();
    }
  }

  @Nullable String ofConnection(@Nullable String id) {
    try {
      return id == null || id.isBlank() ? null : connections.get(id).name();
    } catch (ControlPlaneException goneOrAway) {
      return null;
    }
  }
}
