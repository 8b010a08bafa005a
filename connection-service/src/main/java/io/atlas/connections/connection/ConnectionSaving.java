package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.ConnectionUsers;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.audit.ChangedFields;
import io.atlas.connections.connection.ConnectionDrafts.Draft;
import io.atlas.connections.connection.StoredConnection.SecretSet;
import io.atlas.connections.credentialtest.TestResponse;
import io.atlas.connections.listing.TakenNames;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.IfMatch;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Saving a connection: read, seal, test at the provider, and only then store (I7). The id and the
 * credentials version are allocated before the test, so that the token it obtained can be adopted.
 */
@Component
class ConnectionSaving {

  private final ConnectionStore store;
  private final TakenNames names;
  private final ConnectionUsers users;
  private final ConnectionDrafts drafts;
  private final ConnectionTrials trials;
  private final Attempts attempts;
  private final Outbox outbox;
  private final Audit audit;
  private final Clock clock;

  ConnectionSaving(
      ConnectionStore store,
      TakenNames names,
      ConnectionUsers users,
      ConnectionDrafts drafts,
      ConnectionTrials trials,
      Attempts attempts,
      Outbox outbox,
      Audit audit,
      Clock clock) {
    this.store = store;
    this.names = names;
    this.users = users;
    this.drafts = drafts;
    this.trials = trials;
    this.attempts = attempts;
    this.outbox = outbox;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * @param attempt its name, by which the caller may withdraw it; null for none
   * @param ifNameFree whether it is refused where another connection has its name
   */
  Committed<String> create(
      Account account, @Nullable String attempt, boolean ifNameFree, Fields body) {
    Draft draft = drafts.fresh(account, body);
    String id = draft.id();
    ConnectionState state = draft.state();
    if (ifNameFree) {
      names.requireFree(account.id(), state.name(), id);
    }
    CredentialTest.Result result = trials.accepted(id, state);
    return outbox.commit(() -> {
      attempts.stored(account.id(), attempt);
      store.insert(id, state, account.person());
      adopt(id, result.grant());
      audit.record(
          account.caller(),
          Change.CONNECTION_CREATED,
          id,
          ChangedFields.between(null, state),
          hosts(state));
      return id;
    });
  }

  TestResponse test(Account account, Fields body) {
    Draft draft = drafts.fresh(account, body);
    return TestResponse.of(trials.tested(draft.id(), draft.state()));
  }

  /** The saved settings, or these changes to them. */
  TestResponse test(Account account, String id, Fields body) {
    StoredConnection stored = find(account, id);
    if (body.size() > 0) {
      return TestResponse.of(trials.tested(id, drafts.changed(account, id, body, stored.state())));
    }
    return TestResponse.of(trials.saved(id, stored.state()));
  }

  /**
   * @param attempt its name, by which the caller may withdraw it; null for none
   */
  Committed<String> change(
      Account account, String id, @Nullable String ifMatch, @Nullable String attempt, Fields body) {
    StoredConnection known = find(account, id);
    IfMatch.check(ifMatch, known.state().version());
    ConnectionState next = drafts.changed(account, id, body, known.state());
    boolean matters = States.matterToToken(known.state(), next);
    Optional<TokenState.Grant> grant =
        matters ? Optional.ofNullable(trials.accepted(id, next).grant()) : Optional.empty();
    return outbox.commit(() -> {
      attempts.stored(account.id(), attempt);
      StoredConnection locked =
          store.lock(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
      if (locked.state().version() != known.state().version()) {
        throw new ProblemException(
            HttpStatus.CONFLICT, "The connection was changed meanwhile; repeat the change.");
      }
      store.takeRoom(locked.state(), next);
      store.update(id, next, secretSet(known, next, account));
      boolean widened = AllowedHosts.widened(known.state().allowedHosts(), next.allowedHosts());
      audit.record(
          account.caller(),
          widened ? Change.CONNECTION_HOSTS_WIDENED : Change.CONNECTION_CHANGED,
          id,
          ChangedFields.between(known.state(), next),
          hosts(next));
      if (matters) {
        store.clearFailure(id);
        users.connectionWorks(account.id(), id);
      }
      grant.ifPresent(obtained -> adopt(id, obtained));
      return id;
    });
  }

  /**
   * Nothing is tested: a name does not matter to the provider.
   *
   * @param ifNameFree whether it is refused where another connection has the name
   */
  Committed<String> rename(
      Account account, String id, @Nullable String ifMatch, boolean ifNameFree, Fields body) {
    IfMatch.check(ifMatch, find(account, id).state().version());
    String name = ConnectionBody.requiredName(body);
    body.done();
    if (ifNameFree) {
      names.requireFree(account.id(), name, id);
    }
    return outbox.commit(() -> {
      StoredConnection stored =
          store.lock(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
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

  private StoredConnection find(Account account, String id) {
    return store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
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
