package io.atlas.connections.account;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import io.atlas.kit.identity.Scopes;
import io.atlas.kit.problem.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;

/** Which scope each route needs; refusals as problem details with the headers of RFC 6750. */
@Configuration(proxyBeanMethods = false)
class Access {

  private static final String READ = Scopes.authority(Scopes.READ);
  private static final String WRITE = Scopes.authority(Scopes.WRITE);
  private static final String OPERATE = Scopes.authority(Scopes.OPERATE);
  private static final String PLATFORM = Scopes.authority(Scopes.PLATFORM);

  private final Problems problems;

  Access(JsonMapper json) {
    this.problems = new Problems(json);
  }

  @Bean
  SecurityFilterChain routes(HttpSecurity http) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(routes ->
            routes
                .dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                    "/livez",
                    "/readyz",
                    "/actuator/health/**",
                    "/actuator/prometheus",
                    "/v3/api-docs/**")
                .permitAll()
                .requestMatchers("/api/v1/republish")
                .hasAuthority(PLATFORM)
                .requestMatchers(POST, "/api/v1/actions/*/fire", "/api/v1/actions/*/test-fire")
                .hasAnyAuthority(WRITE, OPERATE)
                .requestMatchers(POST, "/api/v1/actions/preview")
                .hasAnyAuthority(READ, WRITE)
                .requestMatchers("/api/v1/audit", "/api/v1/audit.csv")
                .hasAuthority(OPERATE)
                .requestMatchers(GET, "/api/**")
                .hasAuthority(READ)
                .requestMatchers("/api/**")
                .hasAuthority(WRITE)
                .anyRequest()
                .authenticated())
        .oauth2ResourceServer(server ->
            server
                .jwt(jwt -> {})
                .authenticationEntryPoint(signInNeeded())
                .accessDeniedHandler(scopeMissing()))
        .build();
  }

  /** For what the firewall refuses before any route is looked for, such as {@code //}. */
  @Bean
  RequestRejectedHandler malformed() {
    return (request, response, rejected) -> {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      problems.write(
          response,
          "The request is malformed: its path has an empty part, or its path or a header has"
              + " characters that are not allowed there.");
    };
  }

  private AuthenticationEntryPoint signInNeeded() {
    BearerTokenAuthenticationEntryPoint headers = new BearerTokenAuthenticationEntryPoint();
    return (request, response, refused) -> {
      headers.commence(request, response, refused);
      problems.write(response, "Send an access token of the configured issuer as a bearer token.");
    };
  }

  private AccessDeniedHandler scopeMissing() {
    BearerTokenAccessDeniedHandler headers = new BearerTokenAccessDeniedHandler();
    return (request, response, refused) -> {
      headers.handle(request, response, refused);
      problems.write(response, "The access token lacks the scope that this needs.");
    };
  }
}
