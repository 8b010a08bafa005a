package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.ConnectionUsers;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.audit.ChangedFields;
import io.atlas.connections.connection.StoredConnection.SecretSet;
import io.atlas.connections.credentialtest.CredentialTests;
import io.atlas.connections.credentialtest.TestAllowance;
import io.atlas.connections.credentialtest.TestAnswer;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.IfMatch;
import io.atlas.connections.request.NewIds;
import io.atlas.connections.request.Sealing;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.provider.Providers;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Saving a connection: read, seal, test at the provider, and only then store (I7). The id and the
 * credentials version are allocated before the test, so that the token it obtained can be adopted.
 */
@Component
class ConnectionSaving {

  private static final String SOURCE = "/atlas/connection-service";

  /** What an answer says beside the settings: an answer, changed, may be sent back whole. */
  private static final List<String> ANSWERED =
      List.of(
          "id",
          "secretExpiresInDays",
          "hasClientSecret",
          "hasNextClientSecret",
          "hasPrivateKey",
          "secretSetAt",
          "secretSetBy",
          "status",
          "failingSince",
          "lastTokenAt",
          "tokenExpiresAt",
          "lastFailure",
          "tokenRequests",
          "usedBy",
          "version",
          "createdAt",
          "updatedAt");

  private final ConnectionStore store;
  private final ConnectionUsers users;
  private final CredentialTests tests;
  private final Outbox outbox;
  private final EgressGuard egress;
  private final Providers presets;
  private final TestAllowance allowance;
  private final Sealing sealing;
  private final NewIds ids;
  private final Audit audit;
  private final Clock clock;

  ConnectionSaving(
      ConnectionStore store,
      ConnectionUsers users,
      CredentialTests tests,
      Outbox outbox,
      EgressGuard egress,
      Providers presets,
      TestAllowance allowance,
      Sealing sealing,
      NewIds ids,
      Audit audit,
      Clock clock) {
    this.store = store;
    this.users = users;
    this.tests = tests;
    this.outbox = outbox;
    this.egress = egress;
    this.presets = presets;
    this.allowance = allowance;
    this.sealing = sealing;
    this.ids = ids;
    this.audit = audit;
    this.clock = clock;
  }

  Committed<String> create(Account account, Fields body) {
    String id = ids.next();
    ConnectionState state = draft(account, id, body);
    CredentialTest.Result result = accepted(id, state);
    return outbox.commit(() -> {
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

  TestAnswer test(Account account, Fields body) {
    String id = ids.next();
    return TestAnswer.of(tested(id, draft(account, id, body)));
  }

  /** The saved settings, or these changes to them. */
  TestAnswer test(Account account, String id, Fields body) {
    StoredConnection stored = find(account, id);
    if (!body.isEmpty()) {
      return TestAnswer.of(tested(id, draft(account, id, body, stored.state())));
    }
    return TestAnswer.of(
        allowance.within(
            account.id(), () -> tests.askSaved(id, stored.state().credentialsVersion())));
  }

  Committed<String> change(Account account, String id, @Nullable String ifMatch, Fields body) {
    StoredConnection known = find(account, id);
    IfMatch.check(ifMatch, known.state().version());
    ConnectionState next = draft(account, id, body, known.state());
    boolean matters = States.matterToToken(known.state(), next);
    Optional<TokenState.Grant> grant =
        matters ? Optional.ofNullable(accepted(id, next).grant()) : Optional.empty();
    return outbox.commit(() -> {
      StoredConnection locked =
          store.lock(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
      if (locked.state().version() != known.state().version()) {
        throw new ProblemException(
            HttpStatus.CONFLICT, "The connection was changed meanwhile; repeat the change.");
      }
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

  /** Nothing is tested: a name does not matter to the provider. */
  Committed<String> rename(Account account, String id, @Nullable String ifMatch, Fields body) {
    IfMatch.check(ifMatch, find(account, id).state().version());
    String name = ConnectionForm.requiredName(body);
    body.done();
    return outbox.commit(() -> {
      StoredConnection stored =
          store.lock(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
      IfMatch.check(ifMatch, stored.state().version());
      ConnectionState renamed = States.renamed(stored.state(), name);
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

  private ConnectionState draft(Account account, String id, Fields body) {
    ConnectionForm form = ConnectionForm.read(body, ConnectionForm::requiredName);
    SecretKeeping.check(body, form, null);
    checkProvider(body, form, null);
    body.done();
    return SecretKeeping.seal(form, sealing, account.id(), id, 1, 1, null);
  }

  private ConnectionState draft(Account account, String id, Fields body, ConnectionState stored) {
    // A body of secrets alone rotates them; one that names the client replaces all settings.
    boolean rotation = !body.has("clientId") && !body.has("tokenEndpoint");
    Fields fields = body.withDefaults(rotation ? settingsOf(stored) : hostsOf(stored));
    fields.ignore(ANSWERED);
    ConnectionForm form =
        ConnectionForm.read(
            fields,
            named -> {
              String name = named.line("name", 200);
              return name == null ? stored.name() : name;
            });
    SecretKeeping.check(fields, form, stored);
    AllowedHosts.check(fields, form, stored, account);
    checkProvider(fields, form, stored.settings().provider());
    fields.done();
    ConnectionState next =
        SecretKeeping.seal(
            form,
            sealing,
            account.id(),
            id,
            stored.version() + 1,
            stored.credentialsVersion(),
            stored);
    return States.matterToToken(stored, next)
        ? States.version(next, next.version(), stored.credentialsVersion() + 1)
        : next;
  }

  /**
   * @param stored what may stay although no preset has that id any more
   */
  private void checkProvider(Fields fields, ConnectionForm form, @Nullable String stored) {
    String provider = form.settings().provider();
    if (provider != null && !provider.equals(stored) && presets.find(provider).isEmpty()) {
      fields.reject("provider", "must be the id of a preset, as GET /api/v1/providers lists them");
    }
  }

  private static ObjectNode settingsOf(ConnectionState state) {
    ObjectNode fields = EventJson.MAPPER.valueToTree(state.settings());
    fields.put("tokenEndpoint", state.tokenEndpoint());
    keep(fields, "extraParameters", state.settings().secretParameters().keySet());
    keep(fields, "extraHeaders", state.settings().secretHeaders().keySet());
    return fields.setAll(hostsOf(state));
  }

  private static void keep(ObjectNode fields, String name, Set<String> secret) {
    secret.forEach(entry -> fields.withObject("/" + name).putObject(entry).put("secret", true));
  }

  /** Left out, they stay: who rotates a secret does not say where tokens go. */
  private static ObjectNode hostsOf(ConnectionState state) {
    ObjectNode fields = EventJson.MAPPER.createObjectNode();
    fields.set(AllowedHosts.FIELD, EventJson.MAPPER.valueToTree(state.allowedHosts()));
    return fields;
  }

  private SecretSet secretSet(StoredConnection known, ConnectionState next, Account account) {
    boolean same =
        Objects.equals(known.state().sealedSecret(), next.sealedSecret())
            && Objects.equals(
                known.state().settings().sealedPrivateKey(), next.settings().sealedPrivateKey());
    return same ? known.secretSet() : new SecretSet(clock.instant(), account.person());
  }

  private CredentialTest.Result accepted(String id, ConnectionState state) {
    CredentialTest.Result result = tested(id, state);
    if (result.failure() != null) {
      throw TestAnswer.refused(result.failure(), result.latencyMs());
    }
    return result;
  }

  private CredentialTest.Result tested(String id, ConnectionState state) {
    return allowance.within(state.accountId(), () -> testedNow(id, state));
  }

  private CredentialTest.Result testedNow(String id, ConnectionState state) {
    return switch (egress.check(state.tokenEndpoint())) {
      case Verdict.Malformed(String reason) ->
          throw InvalidFieldsException.of("tokenEndpoint", "must " + reason);
      case Verdict.Blocked _ ->
          CredentialTest.Result.failed(0, CredentialFailure.of(CredentialCategory.BLOCKED_ADDRESS));
      case Verdict.Allowed _ -> ask(id, state);
      // What this host cannot resolve, the token-service may; it tells DNS otherwise.
      case Verdict.Unresolvable _ -> ask(id, state);
    };
  }

  private CredentialTest.Result ask(String id, ConnectionState state) {
    return tests.ask(deadline ->
        new CredentialTest(
            state.accountId(),
            id,
            state.credentialsVersion(),
            state.tokenEndpoint(),
            state.settings(),
            state.sealedSecret(),
            deadline));
  }

  private static String hosts(ConnectionState state) {
    return "allowedHosts="
        + (state.allowedHosts().isEmpty() ? "any" : String.join(",", state.allowedHosts()));
  }

  /** After the connection's change in the same outbox, so the owner knows the version by then. */
  private void adopt(String id, TokenState.@Nullable Grant grant) {
    if (grant != null) {
      outbox.tokenRequested(id, TokenRequest.adopt(grant, SOURCE));
    }
  }
}
