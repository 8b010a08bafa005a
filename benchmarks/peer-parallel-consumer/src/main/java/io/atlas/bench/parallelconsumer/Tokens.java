package io.atlas.bench.parallelconsumer;

import java.util.Objects;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/** Access tokens by Spring Security's client-credentials support, the usual choice beside it. */
final class Tokens {

  private final AuthorizedClientServiceOAuth2AuthorizedClientManager clients;
  private final OAuth2AuthorizeRequest request =
      OAuth2AuthorizeRequest.withClientRegistrationId("target")
          .principal(
              new AnonymousAuthenticationToken(
                  "bench", "bench", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")))
          .build();

  Tokens(String tokenEndpoint) {
    var registrations =
        new InMemoryClientRegistrationRepository(
            ClientRegistration.withRegistrationId("target")
                .clientId("bench-client")
                .clientSecret("bench-secret")
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .tokenUri(tokenEndpoint)
                .build());
    clients =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(
            registrations, new InMemoryOAuth2AuthorizedClientService(registrations));
    clients.setAuthorizedClientProvider(
        OAuth2AuthorizedClientProviderBuilder.builder().clientCredentials().build());
  }

  String bearer() {
    var authorized = Objects.requireNonNull(clients.authorize(request), "no token");
    return "Bearer " + authorized.getAccessToken().getTokenValue();
  }
}
