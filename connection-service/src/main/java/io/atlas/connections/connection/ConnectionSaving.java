package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.connection.ConnectionDrafts.Draft;
import io.atlas.connections.credentialtest.TestResponse;
import io.atlas.connections.listing.TakenNames;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.IfMatch;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Saving a connection: read, seal, test at the provider, and only then store (I7). The id and the
 * credentials version are allocated before the test, so that the token it obtained can be adopted.
 */
@Component
class ConnectionSaving {

  private final ConnectionStore store;
  private final TakenNames names;
  private final ConnectionDrafts drafts;
  private final ConnectionTrials trials;
  private final ConnectionCommits commits;

  ConnectionSaving(
      ConnectionStore store,
      TakenNames names,
      ConnectionDrafts drafts,
      ConnectionTrials trials,
      ConnectionCommits commits) {
    this.store = store;
    this.names = names;
    this.drafts = drafts;
    this.trials = trials;
    this.commits = commits;
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
    return commits.create(account, attempt, draft, result.grant());
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
    return commits.change(account, attempt, known, new Draft(id, next), grant);
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
    return commits.rename(account, id, ifMatch, name);
  }

  private StoredConnection find(Account account, String id) {
    return store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
  }
}
