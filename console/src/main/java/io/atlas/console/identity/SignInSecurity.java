package io.atlas.console.identity;

import static org.springframework.security.config.Customizer.withDefaults;

import io.atlas.console.ConsoleProperties;
import io.atlas.model.seal.Origin;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Two ways in: bearer tokens under {@code /api}, a signed-in session for the pages. */
@Configuration(proxyBeanMethods = false)
class SignInSecurity {

  private static final String SIGN_IN = "/oauth2/authorization/" + IssuerRegistration.ID;

  @Bean
  @Order(1)
  SecurityFilterChain api(HttpSecurity http, ApiRefusals refusals) throws Exception {
    return http.securityMatcher("/api/**")
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers(HttpMethod.GET, "/api/**")
                .hasAuthority("SCOPE_atlas.read")
                .anyRequest()
                .hasAuthority("SCOPE_atlas.operate"))
        .oauth2ResourceServer(server ->
            server
                .jwt(withDefaults())
                .authenticationEntryPoint(refusals::signInNeeded)
                .accessDeniedHandler(refusals::scopeMissing))
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // A bearer token is never sent by a browser on its own.
        .csrf(csrf -> csrf.disable())
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain pages(
      HttpSecurity http, ConsoleProperties properties, IssuerRegistration issuer) throws Exception {
    OidcClientInitiatedLogoutSuccessHandler signOut =
        new OidcClientInitiatedLogoutSuccessHandler(issuer);
    signOut.setPostLogoutRedirectUri("{baseUrl}/signed-out");
    signOut.setDefaultTargetUrl("/signed-out");
    return http.authorizeHttpRequests(requests ->
            requests
                // The end of a stream, and of a request that failed: both were judged before.
                .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                    "/console/**",
                    "/webjars/**",
                    "/actuator/**",
                    "/error",
                    "/theme",
                    "/signed-out",
                    "/sign-in-failed")
                .permitAll()
                .anyRequest()
                .hasAuthority("SCOPE_atlas.read"))
        .oauth2Login(login ->
            login
                .loginPage(SIGN_IN)
                .failureUrl("/sign-in-failed")
                .authorizationEndpoint(
                    endpoint -> endpoint.authorizationRequestResolver(new OneSignIn(issuer))))
        .exceptionHandling(denied -> denied.authenticationEntryPoint(new ToSignIn()))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessHandler(signOut))
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy -> policy.policyDirectives(contentPolicy(properties)))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(
                    opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions ->
                    permissions.policy("camera=(), geolocation=(), microphone=(), payment=()")))
        .build();
  }

  /**
   * Nothing inline, nothing from elsewhere; {@code data:} images stand in Tabler's style sheet.
   * Browsers check form-action on redirects too, and signing out ends at the issuer.
   */
  private static String contentPolicy(ConsoleProperties properties) {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        + " font-src 'self'; connect-src 'self'; form-action 'self' "
        + Origin.of(properties.issuer())
        + "; base-uri 'none'; frame-ancestors 'none'";
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

  /** There is one issuer; the address of any other sign-in is an address like others. */
  private static final class OneSignIn implements OAuth2AuthorizationRequestResolver {

    private final OAuth2AuthorizationRequestResolver issuer;

    OneSignIn(IssuerRegistration issuer) {
      this.issuer = new DefaultOAuth2AuthorizationRequestResolver(issuer);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
      return request.getServletPath().equals(SIGN_IN) ? issuer.resolve(request) : null;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(
        HttpServletRequest request, String registrationId) {
      return issuer.resolve(request, registrationId);
    }
  }

  /** A page goes to the sign-in; a part of a page asks htmx to load the whole page again. */
  private static final class ToSignIn implements AuthenticationEntryPoint {

    private final LoginUrlAuthenticationEntryPoint redirect =
        new LoginUrlAuthenticationEntryPoint(SIGN_IN);

    @Override
    public void commence(
        HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
        throws IOException, jakarta.servlet.ServletException {
      if (request.getHeader("HX-Request") == null) {
        redirect.commence(request, response, why);
      } else {
        response.setHeader("HX-Refresh", "true");
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      }
    }
  }
}
