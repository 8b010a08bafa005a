package io.atlas.bench.listener;

import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/** RestClient with Spring Security's interceptor, as its reference has it for services. */
@Configuration(proxyBeanMethods = false)
class Target {

  @Bean
  OAuth2AuthorizedClientManager authorizedClients(ClientRegistrationRepository registrations) {
    var manager =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(
            registrations, new InMemoryOAuth2AuthorizedClientService(registrations));
    manager.setAuthorizedClientProvider(
        OAuth2AuthorizedClientProviderBuilder.builder().clientCredentials().build());
    return manager;
  }

  @Bean
  RestClient restClient(OAuth2AuthorizedClientManager clients, PeerProperties properties) {
    var interceptor = new OAuth2ClientHttpRequestInterceptor(clients);
    interceptor.setClientRegistrationIdResolver(request -> "target");
    var principal =
        new AnonymousAuthenticationToken(
            "bench", "bench", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));
    interceptor.setPrincipalResolver(request -> principal);
    return RestClient.builder()
        .requestFactory(requests(properties))
        .requestInterceptor(interceptor)
        .build();
  }

  private static ClientHttpRequestFactory requests(PeerProperties properties) {
    return switch (properties.client()) {
      case JDK -> new JdkClientHttpRequestFactory();
      case HTTPCLIENT5 ->
          new HttpComponentsClientHttpRequestFactory(
              HttpClients.custom()
                  .setConnectionManager(
                      PoolingHttpClientConnectionManagerBuilder.create()
                          .setMaxConnTotal(properties.connections())
                          .setMaxConnPerRoute(properties.connections())
                          .build())
                  .build());
    };
  }
}
