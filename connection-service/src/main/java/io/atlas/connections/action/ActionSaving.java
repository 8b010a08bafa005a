package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.audit.ChangedFields;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.IfMatch;
import io.atlas.connections.request.NewIds;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Header;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Saving an action: read, look at where it leads, seal, store, tell. */
@Component
class ActionSaving {

  private final ActionStore store;
  private final ActionVersions versions;
  private final ActionDrafts drafts;
  private final Outbox outbox;
  private final NewIds ids;
  private final Audit audit;

  ActionSaving(
      ActionStore store,
      ActionVersions versions,
      ActionDrafts drafts,
      Outbox outbox,
      NewIds ids,
      Audit audit) {
    this.store = store;
    this.versions = versions;
    this.drafts = drafts;
    this.outbox = outbox;
    this.ids = ids;
    this.audit = audit;
  }

  Committed<StoredAction> create(Account account, Fields body) {
    String accountId = account.id();
    ActionBody form = ActionBody.read(body);
    String id = ids.next();
    List<Header> headers = drafts.headers(body, accountId, id, form.request(), null);
    body.done();
    drafts.checkTarget(form.request());
    return outbox.commit(() -> {
      List<Flag> flags = drafts.flags(accountId, form.request().authentication());
      StoredAction stored = store.insert(id, form.definition(1, accountId, headers, flags));
      SortedSet<String> fields = ChangedFields.between(null, stored.definition());
      versions.keep(account.caller(), stored, fields);
      audit.record(
          account.caller(), Change.ACTION_CREATED, id, fields, ActionDrafts.target(form.request()));
      return stored;
    });
  }

  Committed<StoredAction> replace(
      Account account, String id, @Nullable String ifMatch, Fields body) {
    String accountId = account.id();
    StoredAction known =
        store.find(accountId, id).orElseThrow(() -> ProblemException.notFound("action"));
    IfMatch.check(ifMatch, known.definition().version());
    body.ignore(ActionResponse.FIELDS);
    ActionBody form = ActionBody.read(body);
    drafts.headers(body, accountId, id, form.request(), known.definition());
    body.done();
    drafts.checkTarget(form.request());
    return outbox.commit(() -> {
      List<Flag> flags = drafts.flags(accountId, form.request().authentication());
      StoredAction stored =
          store.lock(accountId, id).orElseThrow(() -> ProblemException.notFound("action"));
      IfMatch.check(ifMatch, stored.definition().version());
      List<Header> headers =
          drafts.headers(body, accountId, id, form.request(), stored.definition());
      body.done();
      long version = stored.definition().version() + 1;
      versions.keepFirst(stored);
      StoredAction changed =
          store.replace(stored, form.definition(version, accountId, headers, flags));
      SortedSet<String> fields = ChangedFields.between(stored.definition(), changed.definition());
      versions.keep(account.caller(), changed, fields);
      audit.record(
          account.caller(), Change.ACTION_CHANGED, id, fields, ActionDrafts.target(form.request()));
      return changed;
    });
  }

  Committed<StoredAction> delete(Account account, String id, @Nullable String ifMatch) {
    return outbox.commit(() -> {
      StoredAction stored =
          store.lock(account.id(), id).orElseThrow(() -> ProblemException.notFound("action"));
      IfMatch.check(ifMatch, stored.definition().version());
      store.delete(stored);
      audit.record(account.caller(), Change.ACTION_DELETED, id, Collections.emptySortedSet(), null);
      return stored;
    });
  }
}
