package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.ConnectionUsers;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.audit.ChangedFields;
import io.atlas.connections.connection.ConnectionDrafts.Draft;
import io.atlas.connections.connection.StoredConnection.SecretSet;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.IfMatch;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Writes what was accepted, each in one transaction with its events and its line in the audit. */
@Component
class ConnectionCommits {

  private final ConnectionStore store;
  private final ConnectionUsers users;
  private final Attempts attempts;
  private final Outbox outbox;
  private final Audit audit;
  private final Clock clock;

  ConnectionCommits(
      ConnectionStore store,
      ConnectionUsers users,
      Attempts attempts,
      Outbox outbox,
      Audit audit,
      Clock clock) {
    this.store = store;
    this.users = users;
    this.attempts = attempts;
    this.outbox = outbox;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * @param attempt its name, by which the caller may have withdrawn it; null for none
   * @param grant of its test, to be used from now on
   */
  Committed<String> create(
      Account account, @Nullable String attempt, Draft draft, TokenState.@Nullable Grant grant) {
    String id = draft.id();
    ConnectionState state = draft.state();
    return outbox.commit(() -> {
      attempts.stored(account.id(), attempt);
      store.insert(id, state, account.person());
      adopt(id, grant);
      audit.record(
          account.caller(),
          Change.CONNECTION_CREATED,
          id,
          ChangedFields.between(null, state),
          hosts(state));
      return id;
    });
  }

  /**
   * @param attempt its name, by which the caller may have withdrawn it; null for none
   * @param known what was changed; where somebody else changed it meanwhile, nothing is written
   * @param grant of the test of what matters to tokens; empty where nothing does
   */
  Committed<String> change(
      Account account,
      @Nullable String attempt,
      StoredConnection known,
      Draft changed,
      Optional<TokenState.Grant> grant) {
    String id = changed.id();
    ConnectionState next = changed.state();
    return outbox.commit(() -> {
      attempts.stored(account.id(), attempt);
      ConnectionState stored = locked(account, id).state();
      if (stored.version() != known.state().version()) {
        throw new ProblemException(
            HttpStatus.CONFLICT, "The connection was changed meanwhile; repeat the change.");
      }
      store.takeRoom(stored, next);
      store.update(id, next, secretSet(known, next, account));
      boolean widened = AllowedHosts.widened(stored.allowedHosts(), next.allowedHosts());
      audit.record(
          account.caller(),
          widened ? Change.CONNECTION_HOSTS_WIDENED : Change.CONNECTION_CHANGED,
          id,
          ChangedFields.between(stored, next),
          hosts(next));
      if (States.matterToToken(stored, next)) {
        store.clearFailure(id);
        users.connectionWorks(account.id(), id);
      }
      grant.ifPresent(obtained -> adopt(id, obtained));
      return id;
    });
  }

  Committed<String> rename(Account account, String id, @Nullable String ifMatch, String name) {
    return outbox.commit(() -> {
      StoredConnection stored = locked(account, id);
      IfMatch.check(ifMatch, stored.state().version());
      ConnectionState renamed = stored.state().renamed(name);
      store.update(id, renamed, stored.secretSet());
      audit.record(
          account.caller(),
          Change.CONNECTION_RENAMED,
          id,
          ChangedFields.between(stored.state(), renamed),
          null);
      return id;
    });
  }

  private StoredConnection locked(Account account, String id) {
    return store.lock(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
  }

  private SecretSet secretSet(StoredConnection known, ConnectionState next, Account account) {
    boolean same =
        Objects.equals(known.state().sealedSecret(), next.sealedSecret())
            && Objects.equals(
                known.state().settings().sealedPrivateKey(), next.settings().sealedPrivateKey());
    return same ? known.secretSet() : new SecretSet(clock.instant(), account.person());
  }

  private static String hosts(ConnectionState state) {
    return "allowedHosts="
        + (state.allowedHosts().isEmpty() ? "any host" : String.join(",", state.allowedHosts()));
  }

  /** After the connection's change in the same outbox, so the owner knows the version by then. */
  private void adopt(String id, TokenState.@Nullable Grant grant) {
    if (grant != null) {
      outbox.tokenRequested(id, TokenRequest.adopt(grant, EventSources.CONNECTION_SERVICE));
    }
  }
}
