package io.atlas.quickstart.demo;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * A client that asks for no scope gets all of its own, as RFC 6749 section 3.3 lets a server do.
 */
final class AllScopesByDefault implements AuthenticationConverter {

  private final AuthenticationConverter asAsked =
      new OAuth2ClientCredentialsAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    Authentication asked = asAsked.convert(request);
    if (asked instanceof OAuth2ClientCredentialsAuthenticationToken token
        && token.getScopes().isEmpty()
        && token.getPrincipal() instanceof OAuth2ClientAuthenticationToken client) {
      RegisteredClient registered = client.getRegisteredClient();
      if (registered != null) {
        return new OAuth2ClientCredentialsAuthenticationToken(
            client, registered.getScopes(), token.getAdditionalParameters());
      }
    }
    return asked;
  }
}
