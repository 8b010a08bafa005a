package io.atlas.connections.audit;

import io.atlas.model.text.LowerCase;

/** What can happen to what an account has. */
public enum Change {
  CONNECTION_CREATED,
  CONNECTION_CHANGED,
  /** Its tokens may go to more hosts than before; what else changed with it is in the fields. */
  CONNECTION_HOSTS_WIDENED,
  CONNECTION_RENAMED,
  CONNECTION_DELETED,
  CONNECTION_RESTORED,
  /** Actions that used it use another. */
  CONNECTION_ACTIONS_MOVED,
  ACTION_CREATED,
  ACTION_CHANGED,
  ACTION_DELETED,
  /** Everything of every account was put on the topics again. */
  REPUBLISHED;

  /** As the API and the log name it, for instance {@code connection.hosts-widened}. */
  public String wireName() {
    return LowerCase.ascii(name()).replaceFirst("_", ".").replace('_', '-');
  }
}
