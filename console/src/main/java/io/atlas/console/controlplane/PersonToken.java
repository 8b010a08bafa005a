package io.atlas.console.controlplane;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.ClientAuthorizationRequiredException;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.stereotype.Component;

/** The access token of the person whose request this thread serves, refreshed when it expired. */
@Component
class PersonToken {

  private final OAuth2AuthorizedClientManager accessTokens;

  PersonToken(OAuth2AuthorizedClientManager accessTokens) {
    this.accessTokens = accessTokens;
  }

  /**
   * @throws ClientAuthorizationRequiredException where the person has to sign in again
   */
  String current() {
    Authentication person = SecurityContextHolder.getContext().getAuthentication();
    if (!(person instanceof OAuth2AuthenticationToken signedIn)) {
      throw new IllegalStateException("no signed-in person");
    }
    String registration = signedIn.getAuthorizedClientRegistrationId();
    OAuth2AuthorizedClient client =
        accessTokens.authorize(
            OAuth2AuthorizeRequest.withClientRegistrationId(registration)
                .principal(signedIn)
                .build());
    if (client == null) {
      throw new ClientAuthorizationRequiredException(registration);
    }
    return client.getAccessToken().getTokenValue();
  }
}
