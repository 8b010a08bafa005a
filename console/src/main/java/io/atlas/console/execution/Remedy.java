package io.atlas.console.execution;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.FailureCategory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** The one button that leads to where a failure is put right. */
record Remedy(String label, String href) {

  private static final String SCOPE = "scope=\"";

  static @Nullable Remedy of(
      @Nullable FailureCategory category,
      String actionId,
      @Nullable String connectionId,
      @Nullable String missingScope) {
    if (category == null) {
      return null;
    }
    String action = "/actions/" + actionId;
    String connection =
        connectionId == null ? "/account/connections" : "/account/connections/" + connectionId;
    return switch (category) {
      case INSUFFICIENT_SCOPE, FORBIDDEN ->
          connectionId == null
              ? new Remedy("Edit the action", action + "#authentication")
              : new Remedy("Add scopes", scopes(connection, missingScope));
      case TOKEN_REJECTED, CONNECTION_FAILING, TOKEN_UNAVAILABLE ->
          connectionId == null
              ? new Remedy("Edit the action", action + "#authentication")
              : new Remedy("Look at the connection", connection);
      case CONNECTION_DELETED -> new Remedy("Switch connection", action + "#authentication");
      case TEMPLATE, POISON, REJECTED, DNS, CONNECT, TLS, BLOCKED_ADDRESS ->
          new Remedy("Edit the action", action);
      case THROTTLED, TIMEOUT, RESPONSE_TOO_LARGE, TARGET_ERROR ->
          new Remedy("Look at the action", action + "#delivery");
      case UNKNOWN_ACTION, UNREADABLE_EVENT, INTERNAL, CANCELLED -> null;
    };
  }

  private static String scopes(String connection, @Nullable String missing) {
    return missing == null
        ? connection + "#scopes"
        : connection + "?scope=" + UriUtils.encode(missing, StandardCharsets.UTF_8) + "#scopes";
  }

  /** What an API says is missing (RFC 6750 section 3); null where it names none, or several. */
  static @Nullable String missingScope(@Nullable ActionExecuted result) {
    if (result == null || result.response() == null) {
      return null;
    }
    for (Map.Entry<String, String> header : result.response().headers().entrySet()) {
      int from = header.getValue().indexOf(SCOPE);
      if (header.getKey().equalsIgnoreCase("WWW-Authenticate") && from >= 0) {
        int start = from + SCOPE.length();
        int end = header.getValue().indexOf('"', start);
        String named = end < 0 ? "" : header.getValue().substring(start, end).strip();
        return named.isEmpty() || named.indexOf(' ') >= 0 ? null : named;
      }
    }
    return null;
  }
}
