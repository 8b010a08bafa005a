package io.atlas.quickstart.demo;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * The console asks for every right there is; a person gets of these what is theirs, and the token's
 * response says so, as RFC 6749 section 3.3 lets a server do.
 */
final class ScopesOfPerson implements AuthenticationConverter {

  private final AuthenticationConverter asAsked =
      new OAuth2AuthorizationCodeRequestAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    Authentication asked = asAsked.convert(request);
    if (!(asked instanceof OAuth2AuthorizationCodeRequestAuthenticationToken token)
        || !(token.getPrincipal() instanceof Authentication principal)) {
      return asked;
    }
    Optional<DemoPeople> person = DemoPeople.named(principal.getName());
    if (person.isEmpty()) {
      return asked;
    }
    Set<String> granted =
        token.getScopes().stream()
            .filter(person.get()::mayHave)
            .collect(Collectors.toUnmodifiableSet());
    return new OAuth2AuthorizationCodeRequestAuthenticationToken(
        token.getAuthorizationUri(),
        token.getClientId(),
        principal,
        token.getRedirectUri(),
        token.getState(),
        granted,
        token.getAdditionalParameters());
  }
}
