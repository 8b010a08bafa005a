package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.ActionName;
import io.atlas.connections.action.ConnectionInUse;
import io.atlas.connections.action.ConnectionUsers;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.IfMatch;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Deleting a connection, taking that back, and moving its actions to another. */
@Component
class ConnectionRemoval {

  private final ConnectionStore store;
  private final ConnectionInUse connections;
  private final ConnectionUsers users;
  private final Outbox outbox;
  private final Audit audit;
  private final Clock clock;

  ConnectionRemoval(
      ConnectionStore store,
      ConnectionInUse connections,
      ConnectionUsers users,
      Outbox outbox,
      Audit audit,
      Clock clock) {
    this.store = store;
    this.connections = connections;
    this.users = users;
    this.outbox = outbox;
    this.audit = audit;
    this.clock = clock;
  }

  /** Flags the actions that use it in the same transaction. */
  Committed<List<ActionName>> delete(Account account, String id, @Nullable String ifMatch) {
    return outbox.commit(() -> {
      StoredConnection stored = lock(account.id(), id, ifMatch);
      store.delete(id, stored.state());
      List<ActionName> flagged = users.connectionDeleted(account.id(), id, clock.instant());
      record(account, Change.CONNECTION_DELETED, id, flagged.size() + " actions flagged");
      return flagged;
    });
  }

  Committed<List<ActionName>> deleteIfUnused(Account account, String id, @Nullable String ifMatch) {
    return outbox.commit(() -> {
      StoredConnection stored = lock(account.id(), id, ifMatch);
      List<ActionName> inUse = users.lock(account.id(), id);
      if (!inUse.isEmpty()) {
        throw new ProblemException(HttpStatus.CONFLICT, "The connection is in use.")
            .with("actions", inUse);
      }
      store.delete(id, stored.state());
      record(account, Change.CONNECTION_DELETED, id, null);
      return inUse;
    });
  }

  /** With a new credentials version: no token from before the deletion is used again. */
  Committed<String> restore(Account account, String id) {
    return outbox.commit(() -> {
      StoredConnection stored =
          store
              .lockDeletedToo(account.id(), id)
              .orElseThrow(() -> ProblemException.notFound("connection"));
      if (stored.deletedAt() == null) {
        throw new ProblemException(HttpStatus.CONFLICT, "The connection is not deleted.");
      }
      long version = stored.state().version() + 1;
      store.update(
          id,
          stored.state().withVersion(version, stored.state().credentialsVersion() + 1),
          stored.secretSet());
      users.connectionRestored(account.id(), id);
      record(account, Change.CONNECTION_RESTORED, id, null);
      return id;
    });
  }

  /** From a deleted connection too. */
  Committed<List<ActionName>> move(Account account, String from, String to) {
    String accountId = account.id();
    return outbox.commit(() -> {
      // Always in the same order, so that two moves in opposite directions do not wait in a circle.
      Stream.of(from, to)
          .sorted()
          .forEach(id -> {
            var _ = store.lockDeletedToo(accountId, id);
          });
      if (store.findDeletedToo(accountId, from).isEmpty()) {
        throw ProblemException.notFound("connection");
      }
      ConnectionInUse.State target =
          connections
              .hold(accountId, to)
              .orElseThrow(() ->
                  InvalidFieldsException.of(
                      "to", "must be the id of a connection of this account"));
      List<ActionName> moved = users.move(accountId, from, to, target);
      record(
          account, Change.CONNECTION_ACTIONS_MOVED, from, moved.size() + " actions moved to " + to);
      return moved;
    });
  }

  private void record(Account account, Change change, String id, @Nullable String detail) {
    audit.record(account.caller(), change, id, Collections.emptySortedSet(), detail);
  }

  private StoredConnection lock(String accountId, String id, @Nullable String ifMatch) {
    StoredConnection stored =
        store.lock(accountId, id).orElseThrow(() -> ProblemException.notFound("connection"));
    IfMatch.check(ifMatch, stored.state().version());
    return stored;
  }
}
