package io.atlas.console.identity;

import static org.springframework.security.config.Customizer.withDefaults;

import io.atlas.console.edge.EdgeSettings;
import io.atlas.console.edge.Refusal;
import io.atlas.console.edge.UsableParameters;
import io.atlas.console.identity.PageAccess.Right;
import io.atlas.console.session.SessionEnded;
import io.atlas.kit.identity.Scopes;
import io.atlas.kit.rate.Allowances;
import io.atlas.kit.rate.ClientAddress;
import io.atlas.kit.rate.RateFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Two ways in: bearer tokens under {@code /api}, a signed-in session for the pages. */
@Configuration(proxyBeanMethods = false)
class SignInSecurity {

  static final String SIGN_OUT = "/sign-out";

  private static final String SIGN_IN = "/oauth2/authorization/" + IssuerRegistration.ID;

  /** What may come at once, in seconds' worth. */
  private static final int BURST_SECONDS = 10;

  private final People people;
  private final ApplicationEventPublisher events;
  private final RateFilter byAddress;
  private final RateFilter byPerson;

  SignInSecurity(People people, EdgeSettings edge, ApplicationEventPublisher events) {
    this.people = people;
    this.events = events;
    this.byAddress =
        new RateFilter(
            Allowances.perSecond(edge.rate().address(), BURST_SECONDS),
            request -> Optional.of(ClientAddress.of(request)),
            SignInSecurity::tooMany);
    this.byPerson =
        new RateFilter(
            Allowances.perSecond(edge.rate().person(), BURST_SECONDS),
            request -> people.find(request.getUserPrincipal()).map(Person::key),
            SignInSecurity::tooMany);
  }

  private static void tooMany(
      HttpServletRequest request, HttpServletResponse response, long seconds) throws IOException {
    new Refusal(
            429,
            "Too many requests",
            "More came in a short time than one may ask for. Wait "
                + (seconds == 1 ? "a second" : seconds + " seconds")
                + ", then try again.")
        .send(request, response);
  }

  @Bean
  @Order(1)
  SecurityFilterChain api(HttpSecurity http, ApiRefusals refusals) throws Exception {
    return http.securityMatcher("/api/**")
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers("/api/v1/audit", "/api/v1/audit.csv")
                .hasAuthority("SCOPE_atlas.operate")
                .requestMatchers(HttpMethod.GET, "/api/**")
                .hasAuthority(Scopes.authority(Scopes.READ))
                .anyRequest()
                .hasAuthority(Scopes.authority(Scopes.OPERATE)))
        .oauth2ResourceServer(server ->
            server
                .jwt(withDefaults())
                .authenticationEntryPoint(refusals::signInNeeded)
                .accessDeniedHandler(refusals::scopeMissing))
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // A bearer token is never sent by a browser on its own.
        .csrf(csrf -> csrf.disable())
        .addFilterAfter(byAddress, HeaderWriterFilter.class)
        .addFilterAfter(new UsableParameters(), HeaderWriterFilter.class)
        .addFilterBefore(byPerson, AuthorizationFilter.class)
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain pages(
      HttpSecurity http,
      EdgeSettings edge,
      PageHeaders pageHeaders,
      IssuerRegistration issuer,
      SignedIn signedIn)
      throws Exception {
    OidcClientInitiatedLogoutSuccessHandler signOut =
        new OidcClientInitiatedLogoutSuccessHandler(issuer);
    signOut.setPostLogoutRedirectUri(issuer.baseUrl() + "/signed-out");
    signOut.setDefaultTargetUrl("/signed-out");
    PageRefusals refusals = new PageRefusals(SIGN_IN);
    return http.authorizeHttpRequests(this::rights)
        .oauth2Login(login ->
            login.loginPage(SIGN_IN).failureUrl("/sign-in-failed").successHandler(signedIn))
        .exceptionHandling(
            denied -> denied.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .logout(logout ->
            logout
                .logoutUrl(SIGN_OUT)
                .addLogoutHandler(this::tellOfTheEnd)
                .logoutSuccessHandler(signOut))
        .headers(headers ->
            headers
                .addHeaderWriter(pageHeaders)
                // The scheme may be a proxy's secret; browsers ignore the header by plain HTTP.
                .httpStrictTransportSecurity(https ->
                    https.requestMatcher(request -> edge.secureCookies() || request.isSecure())))
        .addFilterAfter(byAddress, HeaderWriterFilter.class)
        .addFilterAfter(new UsableParameters(), HeaderWriterFilter.class)
        .addFilterAfter(new SignInGate(issuer, edge), HeaderWriterFilter.class)
        .addFilterBefore(byPerson, AuthorizationFilter.class)
        .build();
  }

  private void tellOfTheEnd(
      HttpServletRequest request, HttpServletResponse response, @Nullable Authentication signedIn) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      events.publishEvent(new SessionEnded(session.getId()));
    }
  }

  /** Looking at anything needs the right to look; doing anything, the right to do it as well. */
  private void rights(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests) {
    requests
        // What a request that was let in goes on with, when a stream ends or its page fails.
        .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
        .permitAll()
        .requestMatchers(
            "/console/**",
            "/webjars/**",
            "/livez",
            "/readyz",
            "/actuator/**",
            "/brand/**",
            "/theme",
            "/signed-out",
            "/sign-in-failed")
        .permitAll()
        .requestMatchers(
            "/operations/topics/**", "/operations/dead-letters/**", "/operations/instances/**")
        .access(new PageAccess(people, Right.PLATFORM))
        .requestMatchers(HttpMethod.POST, "/actions/form/preview")
        .access(new PageAccess(people))
        .requestMatchers(HttpMethod.POST, "/actions/*/fire", "/actions/form/test-fire")
        .access(new PageAccess(people, Right.WRITE, Right.OPERATE))
        .requestMatchers(HttpMethod.POST, "/executions/**")
        .access(new PageAccess(people, Right.OPERATE))
        .requestMatchers("/executions/jobs", "/executions/jobs/**")
        .access(new PageAccess(people, Right.OPERATE))
        .requestMatchers(HttpMethod.GET)
        .access(new PageAccess(people))
        .requestMatchers(HttpMethod.HEAD)
        .access(new PageAccess(people))
        .anyRequest()
        .access(new PageAccess(people, Right.WRITE));
  }

  /** Access tokens live in the session, beside the identity they belong to. */
  @Bean
  OAuth2AuthorizedClientRepository authorizedClients() {
    return new HttpSessionOAuth2AuthorizedClientRepository();
  }

  @Bean
  OAuth2AuthorizedClientManager accessTokens(
      IssuerRegistration issuer, OAuth2AuthorizedClientRepository authorizedClients) {
    DefaultOAuth2AuthorizedClientManager tokens =
        new DefaultOAuth2AuthorizedClientManager(issuer, authorizedClients);
    tokens.setAuthorizedClientProvider(
        OAuth2AuthorizedClientProviderBuilder.builder().authorizationCode().refreshToken().build());
    return tokens;
  }

  @Bean
  WebMvcConfigurer personArguments(PersonArgument person) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(person);
      }
    };
  }
}
