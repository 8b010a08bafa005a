package io.atlas.worker.token;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the views say about a connection's token at one moment; a pure function of them. */
sealed interface TokenLook {

  record Usable(ConnectionState connection, Grant grant, boolean pastRefresh)
      implements TokenLook {}

  /** The view has no such connection: deleted, or not read yet. */
  record NoConnection() implements TokenLook {}

  /** The grant is for credentials that the view has not read yet. */
  record ConnectionBehind() implements TokenLook {}

  record Missing(long credentialsVersion) implements TokenLook {}

  record Denied(Denial denial, long credentialsVersion) implements TokenLook {}

  /**
   * @param rejectedGeneration a generation that is not to be used again; 0 for none
   */
  static TokenLook at(
      @Nullable ConnectionState connection,
      @Nullable TokenState token,
      long rejectedGeneration,
      Instant now) {
    if (connection == null) {
      return new NoConnection();
    }
    long version = connection.credentialsVersion();
    Grant grant = token == null ? null : token.grant();
    if (grant != null && grant.credentialsVersion() > version) {
      return new ConnectionBehind();
    }
    if (grant != null
        && grant.credentialsVersion() == version
        && grant.generation() > rejectedGeneration
        && now.isBefore(grant.expiresAt())) {
      return new Usable(connection, grant, !now.isBefore(grant.refreshAt()));
    }
    Denial denied = token == null ? null : token.denied();
    return denied != null && denied.credentialsVersion() == version
        ? new Denied(denied, version)
        : new Missing(version);
  }
}
