package io.atlas.connections.action;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an action that points to a connection must know of it. */
public interface ConnectionInUse {

  /**
   * Looks the connection up and keeps it from being deleted until the transaction ends. It must be
   * called before any action is locked: connections are locked first everywhere.
   *
   * @return nothing where the account has no such connection
   */
  Optional<State> hold(String accountId, String connectionId);

  /** Whether the account has such a connection now; holds nothing. */
  boolean exists(String accountId, String connectionId);

  /**
   * @param failingSince null where the provider accepts its credentials
   */
  record State(@Nullable Instant failingSince) {}
}
