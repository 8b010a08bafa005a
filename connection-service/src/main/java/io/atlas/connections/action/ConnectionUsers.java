package io.atlas.connections.action;

import io.atlas.connections.action.ConnectionInUse.State;
import io.atlas.connections.request.Page;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Flag.Code;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The actions that point to a connection: flagged when it breaks, cleared when it works again,
 * moved to another. Changes run in a transaction that holds the connection's lock.
 */
@Component
public final class ConnectionUsers {

  private final ActionStore store;

  ConnectionUsers(ActionStore store) {
    this.store = store;
  }

  public Page<ActionAnswer> list(String accountId, String connectionId, Page.Request page) {
    return Page.of(
        page,
        store.usersOf(accountId, connectionId, page),
        StoredAction::position,
        ActionAnswer::of);
  }

  /** Names of all of them, locked. */
  public List<ActionName> lock(String accountId, String connectionId) {
    return names(store.lockUsersOf(accountId, connectionId));
  }

  public List<ActionName> connectionDeleted(String accountId, String connectionId, Instant since) {
    List<StoredAction> users = store.lockUsersOf(accountId, connectionId);
    for (StoredAction user : users) {
      var _ = store.update(user, Flags.with(Flags.deleted(since), user.definition()));
    }
    return names(users);
  }

  /** Those that have the flag already stay as they are. */
  public void connectionFailing(String accountId, String connectionId, Instant since) {
    for (StoredAction user : store.lockUsersOf(accountId, connectionId)) {
      if (!Flags.has(Code.CONNECTION_FAILING, user.definition())) {
        var _ = store.update(user, Flags.with(Flags.failing(since), user.definition()));
      }
    }
  }

  public void connectionWorks(String accountId, String connectionId) {
    clear(accountId, connectionId, Code.CONNECTION_FAILING);
  }

  public void connectionRestored(String accountId, String connectionId) {
    clear(accountId, connectionId, Code.CONNECTION_DELETED);
  }

  /** Points all of them to another connection, which must be held. */
  public List<ActionName> move(String accountId, String from, String to, State target) {
    List<Flag> flags = Flags.of(target);
    List<StoredAction> users = store.lockUsersOf(accountId, from);
    for (StoredAction user : users) {
      var _ =
          store.update(
              user, Flags.changed(user.definition(), Authentication.connection(to), flags));
    }
    return names(users);
  }

  private void clear(String accountId, String connectionId, Code code) {
    for (StoredAction user : store.lockUsersOf(accountId, connectionId)) {
      if (Flags.has(code, user.definition())) {
        var _ = store.update(user, Flags.without(code, user.definition()));
      }
    }
  }

  private static List<ActionName> names(List<StoredAction> actions) {
    return actions.stream()
        .map(action -> new ActionName(action.id(), action.definition().name()))
        .toList();
  }
}
