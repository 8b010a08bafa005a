package io.atlas.quickstart.demo;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.atlas.quickstart.installation.AtlasService;
import io.atlas.quickstart.installation.Installation;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;

/**
 * A real OAuth2 and OpenID provider (Spring Authorization Server) for demos and tests: it issues
 * the tokens that the demo API asks for, and signs people and programs in to Atlas itself.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({DemoApi.class, DemoTargets.class, TokenCount.class})
public class DemoProvider {

  /** Starts provider and API on loopback. */
  public static ConfigurableApplicationContext start(Installation installation) {
    SpringApplication application = new SpringApplication(DemoProvider.class);
    application.setBannerMode(Banner.Mode.OFF);
    // A bean, not an argument: arguments show up in process lists and logs.
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("installation", installation));
    return application.run(
        "--spring.config.name=demo-provider",
        "--server.port=" + installation.ports().demo(),
        "--server.address=127.0.0.1",
        // A name of its own: the console's cookie on the same host has the usual one.
        "--server.servlet.session.cookie.name=DEMO_PROVIDER",
        "--spring.threads.virtual.enabled=true",
        "--spring.jmx.enabled=false",
        "--spring.main.register-shutdown-hook=false");
  }

  @Bean
  @Order(1)
  SecurityFilterChain provider(HttpSecurity http) throws Exception {
    return http.oauth2AuthorizationServer(
            server -> {
              http.securityMatcher(server.getEndpointsMatcher());
              server.oidc(oidc ->
                  oidc.providerConfigurationEndpoint(endpoint ->
                      endpoint.providerConfigurationCustomizer(metadata ->
                          metadata.scopes(scopes -> scopes.addAll(DemoClients.ORDERS_SCOPES)))));
              server.authorizationServerMetadataEndpoint(endpoint ->
                  endpoint.authorizationServerMetadataCustomizer(metadata ->
                      metadata.scopes(scopes -> scopes.addAll(DemoClients.ORDERS_SCOPES))));
              server.authorizationEndpoint(
                  endpoint -> endpoint.authorizationRequestConverter(new ScopesOfPerson()));
              server.tokenEndpoint(
                  endpoint -> endpoint.accessTokenRequestConverter(new AllScopesByDefault()));
            })
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .exceptionHandling(failures ->
            failures.defaultAuthenticationEntryPointFor(
                new LoginUrlAuthenticationEntryPoint("/login"),
                new MediaTypeRequestMatcher(MediaType.TEXT_HTML)))
        .build();
  }

  /** The API names what is missing (RFC 6750 section 3), so that the console can offer it. */
  @Bean
  @Order(2)
  SecurityFilterChain api(HttpSecurity http) throws Exception {
    return http.securityMatcher(
            "/orders/**", "/stock", "/invoices", "/customers", "/token-requests/**")
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers("/orders/count", "/token-requests/**")
                .permitAll()
                .anyRequest()
                .hasAuthority("SCOPE_orders.write"))
        .oauth2ResourceServer(server ->
            server
                .jwt(Customizer.withDefaults())
                .accessDeniedHandler((_, response, _) -> {
                  response.setHeader(
                      HttpHeaders.WWW_AUTHENTICATE,
                      "Bearer error=\"insufficient_scope\", scope=\"orders.write\"");
                  response.setStatus(HttpStatus.FORBIDDEN.value());
                }))
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain people(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .formLogin(Customizer.withDefaults())
        .build();
  }

  @Bean
  RegisteredClientRepository clients(Installation installation, TokenCount issued) {
    return new WithdrawnSecret(
        new InMemoryRegisteredClientRepository(DemoClients.all(installation)), issued);
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(DemoPeople.users());
  }

  /**
   * Puts the tenant into tokens for Atlas: the client's account, or the person's. Access tokens
   * name their client (RFC 9068 section 2.2), so that the audit tells a person from a program.
   */
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> accountClaim(TokenCount issued) {
    return context -> {
      String account = DemoClients.account(context.getRegisteredClient());
      Authentication person = context.getPrincipal();
      if (account != null) {
        context.getClaims().claim("account", account);
      } else if (person != null) {
        DemoPeople.named(person.getName())
            .ifPresent(known -> context.getClaims().claim("account", known.account()));
      }
      boolean forAtlas =
          context.getAuthorizedScopes().stream().anyMatch(scope -> scope.startsWith("atlas."));
      if (forAtlas && OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
        String client = context.getRegisteredClient().getClientId();
        context.getClaims().claim("client_id", client);
        context.getClaims().audience(List.of(client, AtlasService.AUDIENCE));
      }
      issued.count(context);
    };
  }

  @Bean
  JWKSource<SecurityContext> signingKeys(Installation installation) {
    return new ImmutableJWKSet<>(new JWKSet(DemoSigningKey.in(installation.keys())));
  }

  @Bean
  JwtDecoder jwtDecoder(JWKSource<SecurityContext> signingKeys) {
    return OAuth2AuthorizationServerConfiguration.jwtDecoder(signingKeys);
  }

  @Bean
  AuthorizationServerSettings settings(Installation installation) {
    return AuthorizationServerSettings.builder().issuer(installation.issuer()).build();
  }
}
