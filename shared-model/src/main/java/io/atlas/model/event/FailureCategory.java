package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why an attempt did not succeed, with what it means and what to do. */
public enum FailureCategory {
  TIMEOUT(
      "The target did not answer in time.",
      "Check that the target is up; raise the action's timeout if it is slow by nature."),
  DNS("The target's host name could not be resolved.", "Check the host in the action's URL."),
  CONNECT(
      "The connection to the target could not be made, or it broke.",
      "Check host and port in the action's URL, and that the target accepts connections."),
  TLS(
      "The target's TLS certificate or handshake was not accepted.",
      "Have the target present a valid certificate for its host name, with its intermediates."),
  BLOCKED_ADDRESS(
      "The target's address is not one that actions may reach.",
      "Use a public address, or ask the operator to allow this one."),
  TARGET_ERROR(
      "The target answered with a server error (5xx).",
      "Look into the target's own log; how often it is tried again is the action's setting."),
  THROTTLED(
      "The target asks for fewer requests (429).",
      "Set a rate limit on the action, or raise the quota at the target."),
  REJECTED(
      "The target refused the request.",
      "Check method, URL, headers and body against the target's documentation."),
  TOKEN_REJECTED(
      "The target answered 401: it does not accept the token.",
      "The token expired or its scopes don't include the resource. Check scopes and audience, or try"
          + " regenerating the credentials in your OAuth provider."),
  FORBIDDEN(
      "The target answered 403: the token is valid but lacks permission for the endpoint.",
      "Add scopes to the connection, or permissions to the client at your OAuth provider."),
  INSUFFICIENT_SCOPE(
      "The target answered 403: the token's scopes do not cover this endpoint.",
      "Add the scopes that the target names to the connection."),
  CONNECTION_DELETED(
      "The connection this action points to was deleted.",
      "Switch the action to another authentication method, then replay the event."),
  CONNECTION_FAILING(
      "The OAuth provider refuses the connection's credentials.",
      "Test the connection under "
          + ConsolePage.CONNECTIONS
          + " and correct what the provider names."),
  TOKEN_UNAVAILABLE(
      "No access token could be had yet.",
      "Nothing to do: the event waits and is tried again when a token is there."),
  TEMPLATE(
      "The request could not be made from the template and the event's input.",
      "Correct the named variable in the action, or send it in the event's input."),
  UNKNOWN_ACTION(
      "No action has this id.", "Check the actionId in the event; a deleted action stays unknown."),
  UNREADABLE_EVENT(
      "The event is not one that can be read.",
      "Send a JSON object with an actionId, of at most 1 MiB."),
  RESPONSE_TOO_LARGE(
      "The target's answer is larger than is accepted.",
      "Have the target answer with less; the request itself was received."),
  INTERNAL(
      "An error in the worker ended the attempt; the request may have been sent.",
      "Ask the operator to look into the worker's log for this execution id, then replay the event."),
  POISON(
      "Workers died three times while this event was under way, so it is not tried again.",
      "Look for what takes a worker's memory: the event's size, what the action's template makes of"
          + " it, what the target answers. Replay the event once that is put right."),
  CANCELLED(
      "A person cancelled the retry.",
      "Nothing to do, or replay the event to try again under a new id."),
  /** Read, never written. */
  @JsonEnumDefaultValue
  UNKNOWN(
      "A newer version gave a reason that this one does not know.",
      "Ask the operator to upgrade the service that shows this.");

  private final String summary;
  private final String hint;

  FailureCategory(String summary, String hint) {
    this.summary = summary;
    this.hint = hint;
  }

  /** One sentence: what happened. */
  public String summary() {
    return summary;
  }

  /** One sentence: what to do next. */
  public String hint() {
    return hint;
  }
}
