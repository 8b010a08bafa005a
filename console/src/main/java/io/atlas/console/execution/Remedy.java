package io.atlas.console.execution;

import io.atlas.model.event.FailureCategory;
import org.jspecify.annotations.Nullable;

/** The one button that leads to where a failure is put right. */
record Remedy(String label, String href) {

  /**
   * @param actionId null where it is deleted: then nothing of it can be put right
   * @param connectionThere false where it is deleted
   */
  static @Nullable Remedy of(
      @Nullable FailureCategory category,
      @Nullable String actionId,
      @Nullable String connectionId,
      boolean connectionThere) {
    if (category == null) {
      return null;
    }
    return switch (category) {
      case INSUFFICIENT_SCOPE, FORBIDDEN ->
          connection("Add scopes", actionId, connectionId, connectionThere, "#scopes");
      case TOKEN_REJECTED, CONNECTION_FAILING, TOKEN_UNAVAILABLE ->
          connection("Look at the connection", actionId, connectionId, connectionThere, "");
      case CONNECTION_DELETED -> action("Switch connection", actionId, "#authentication-section");
      case TEMPLATE, POISON, REJECTED, DNS, CONNECT, TLS, BLOCKED_ADDRESS ->
          action("Edit the action", actionId, "");
      case THROTTLED, TIMEOUT, RESPONSE_TOO_LARGE, TARGET_ERROR ->
          action("Look at the action", actionId, "#delivery");
      case UNKNOWN_ACTION, UNREADABLE_EVENT, INTERNAL, CANCELLED -> null;
    };
  }

  /** Where no connection is involved, or it is gone, it is the action that has to name one. */
  private static @Nullable Remedy connection(
      String label,
      @Nullable String actionId,
      @Nullable String connectionId,
      boolean there,
      String part) {
    return connectionId != null && there
        ? new Remedy(label, "/account/connections/" + connectionId + part)
        : action("Choose a connection", actionId, "#authentication-section");
  }

  private static @Nullable Remedy action(String label, @Nullable String actionId, String part) {
    return actionId == null ? null : new Remedy(label, "/actions/" + actionId + part);
  }
}
