package io.atlas.console.execution;

import io.atlas.model.event.FailureCategory;
import org.jspecify.annotations.Nullable;

/** The one button that leads to where a failure is put right. */
record Remedy(String label, String href) {

  static @Nullable Remedy of(
      @Nullable FailureCategory category, String actionId, @Nullable String connectionId) {
    if (category == null) {
      return null;
    }
    String action = "/actions/" + actionId;
    String connection =
        connectionId == null ? "/account/connections" : "/account/connections/" + connectionId;
    return switch (category) {
      case INSUFFICIENT_SCOPE, FORBIDDEN -> new Remedy("Add scopes", connection);
      case TOKEN_REJECTED, CONNECTION_FAILING, TOKEN_UNAVAILABLE ->
          new Remedy("Look at the connection", connection);
      case CONNECTION_DELETED -> new Remedy("Switch connection", action + "#authentication");
      case TEMPLATE, POISON, REJECTED, DNS, CONNECT, TLS, BLOCKED_ADDRESS ->
          new Remedy("Edit the action", action);
      case THROTTLED, TIMEOUT, RESPONSE_TOO_LARGE, TARGET_ERROR ->
          new Remedy("Look at the action", action + "#delivery");
      case UNKNOWN_ACTION, UNREADABLE_EVENT, INTERNAL, CANCELLED -> null;
    };
  }
}
