package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a provider gave no token, with what it means and what to do. */
public enum CredentialCategory {
  CREDENTIALS(
      "The provider does not accept the client's credentials.",
      "Check Client ID and Client Secret; copy the secret again from the provider's console.",
      true),
  NOT_ALLOWED(
      "The provider knows the client but does not allow this token.",
      "Allow the client credentials grant, the scopes and the audience for this client at the"
          + " provider.",
      true),
  REQUEST_SHAPE(
      "The provider does not understand the token request.",
      "Check scopes, audience and the extra parameters against the provider's documentation.",
      true),
  RATE_LIMITED(
      "The provider asks for fewer token requests.",
      "Wait; if it stays, raise the quota at the provider.",
      false),
  TRANSIENT(
      "The provider is not available at the moment.",
      "Try again shortly; check the provider's status page if it stays.",
      false),
  NOT_AN_OAUTH_ENDPOINT(
      "What answered is not an OAuth token endpoint.",
      "Check the Token Endpoint: it is the full URL, often ending in /token.",
      true),
  REDIRECT(
      "The token endpoint answered with a redirect, which is never followed.",
      "Enter the address it redirects to; often only https or a trailing slash is missing.",
      true),
  TLS(
      "The token endpoint's TLS certificate or handshake was not accepted.",
      "Have the provider present a valid certificate, or add its authority under CA certificates.",
      true),
  DNS(
      "The token endpoint's host name could not be resolved.",
      "Check the host in the Token Endpoint.",
      false),
  BLOCKED_ADDRESS(
      "The token endpoint's address is not one that may be reached from here.",
      "Use the provider's public address, or ask the operator to allow this one.",
      true),
  TIMEOUT(
      "The token endpoint did not answer in time.",
      "Check that the Token Endpoint is right and the provider is up.",
      false),
  BAD_RESPONSE(
      "The provider's answer holds no usable access token.",
      "Check that the Token Endpoint is right, and what the provider's documentation says it"
          + " answers.",
      true),
  /** Read, never written. Whether it may pass is not known, so nothing is given up for it. */
  @JsonEnumDefaultValue
  UNKNOWN(
      "A newer version gave a reason that this one does not know.",
      "Ask the operator to upgrade the service that shows this.",
      false);

  private final String summary;
  private final String hint;
  private final boolean permanent;

  CredentialCategory(String summary, String hint, boolean permanent) {
    this.summary = summary;
    this.hint = hint;
    this.permanent = permanent;
  }

  /** One sentence: what happened. */
  public String summary() {
    return summary;
  }

  /** One sentence: what to do next. */
  public String hint() {
    return hint;
  }

  /** Whether only a change of the connection, or at the provider, can help. */
  public boolean permanent() {
    return permanent;
  }
}
