package io.atlas.connections.action;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.Repository;

/** The table of actions. Locks are held until the transaction ends. */
interface ActionRows extends Repository<StoredAction, String> {

  Optional<StoredAction> findByIdAndAccountId(String id, String accountId);

  @Lock(LockMode.PESSIMISTIC_WRITE)
  Optional<StoredAction> findLockedByIdAndAccountId(String id, String accountId);

  List<StoredAction> findByAccountIdAndIdIn(String accountId, Collection<String> ids);

  /** In one order always, so that two of these do not wait for each other in a circle. */
  @Lock(LockMode.PESSIMISTIC_WRITE)
  List<StoredAction> findLockedByConnectionIdAndAccountIdOrderById(
      String connectionId, String accountId);

  List<StoredAction> findByConnectionIdAndAccountIdAndPositionLessThanOrderByPositionDesc(
      String connectionId, String accountId, long below, Limit rows);

  StoredAction save(StoredAction action);

  void delete(StoredAction action);
}
