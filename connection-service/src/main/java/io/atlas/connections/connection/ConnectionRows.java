package io.atlas.connections.connection;

import java.util.Optional;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.Repository;

/** The table of connections, for changes; what is shown of them is a query over several tables. */
interface ConnectionRows extends Repository<ConnectionRow, String> {

  /** Locked until the transaction ends; deleted ones too. */
  @Lock(LockMode.PESSIMISTIC_WRITE)
  Optional<ConnectionRow> findLockedByIdAndAccountId(String id, String accountId);

  Optional<ConnectionRow> findById(String id);

  ConnectionRow save(ConnectionRow connection);
}
