package io.atlas.connections.action;

import io.atlas.connections.account.AccountStorage;
import io.atlas.connections.listing.ListQuery;
import io.atlas.connections.listing.Lists;
import io.atlas.connections.listing.Part;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.problem.EventSize;
import io.atlas.connections.request.Page;
import io.atlas.model.event.ActionDefinition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Actions of accounts; every change of a row puts its event into the outbox. */
@Component
class ActionStore {

  private final ActionRows rows;
  private final Lists lists;
  private final AccountStorage storage;
  private final Outbox outbox;
  private final Clock clock;

  ActionStore(ActionRows rows, Lists lists, AccountStorage storage, Outbox outbox, Clock clock) {
    this.rows = rows;
    this.lists = lists;
    this.storage = storage;
    this.outbox = outbox;
    this.clock = clock;
  }

  Optional<StoredAction> find(String accountId, String id) {
    return rows.findByIdAndAccountId(id, accountId);
  }

  /** Locked until the transaction ends. */
  Optional<StoredAction> lock(String accountId, String id) {
    return rows.findLockedByIdAndAccountId(id, accountId);
  }

  Part<StoredAction> list(ListQuery query) {
    return lists.read(
        query, ids -> rows.findByAccountIdAndIdIn(query.account(), ids), StoredAction::id);
  }

  /** Who points to the connection, locked until the transaction ends, always in the same order. */
  List<StoredAction> lockUsersOf(String accountId, String connectionId) {
    return rows.findLockedByConnectionIdAndAccountIdOrderById(connectionId, accountId);
  }

  List<StoredAction> usersOf(String accountId, String connectionId, Page.Request page) {
    return rows.findByConnectionIdAndAccountIdAndPositionLessThanOrderByPositionDesc(
        connectionId, accountId, page.below(), Limit.of(page.rows()));
  }

  StoredAction insert(String id, ActionDefinition definition) {
    storage.take(definition.accountId(), 0, EventSize.of(definition));
    return save(StoredAction.first(id, definition, clock.instant()));
  }

  /**
   * What its account says of it; what follows from other changes is always stored.
   *
   * @param locked as it was locked in this transaction
   */
  StoredAction replace(StoredAction locked, ActionDefinition next) {
    storage.take(locked.accountId(), EventSize.of(locked.definition()), EventSize.of(next));
    return update(locked, next);
  }

  /**
   * @param locked as it was locked in this transaction
   */
  StoredAction update(StoredAction locked, ActionDefinition next) {
    return save(locked.changed(next, clock.instant()));
  }

  private StoredAction save(StoredAction action) {
    StoredAction stored = rows.save(action);
    outbox.actionChanged(stored.id(), stored.definition());
    return stored;
  }

  /**
   * @param locked as it was locked in this transaction
   */
  void delete(StoredAction locked) {
    rows.delete(locked);
    outbox.actionDeleted(locked.id(), locked.version() + 1);
  }
}
