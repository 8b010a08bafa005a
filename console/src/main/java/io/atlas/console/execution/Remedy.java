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

  /**
   * @param actionId null where it is deleted: then nothing of it can be put right
   * @param connectionThere false where it is deleted
   * @param missingScope that the API named; null where it named none
   */
  static @Nullable Remedy of(
      @Nullable FailureCategory category,
      @Nullable String actionId,
      @Nullable String connectionId,
      boolean connectionThere,
      @Nullable String missingScope) {
    if (category == null) {
      return null;
    }
    return switch (category) {
      case INSUFFICIENT_SCOPE, FORBIDDEN ->
          connection("Add scopes", actionId, connectionId, connectionThere, scopes(missingScope));
      case TOKEN_REJECTED, CONNECTION_FAILING, TOKEN_UNAVAILABLE ->
          connection("Look at the connection", actionId, connectionId, connectionThere, "");
      case CONNECTION_DELETED -> action("Switch connection", actionId, "#authentication-section");
      case TEMPLATE, POISON, REJECTED, DNS, CONNECT, TLS, BLOCKED_ADDRESS ->
          action("Edit the action", actionId, "");
      case THROTTLED, TIMEOUT, RESPONSE_TOO_LARGE, TARGET_ERROR ->
          action("Look at the action", actionId, "#delivery");
      case UNKNOWN_ACTION, UNREADABLE_EVENT, INTERNAL, CANCELLED, UNKNOWN -> null;
    };
  }

  private static String scopes(@Nullable String missing) {
    return missing == null
        ? "#scopes"
        : "?scope=" + UriUtils.encode(missing, StandardCharsets.UTF_8) + "#scopes";
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
