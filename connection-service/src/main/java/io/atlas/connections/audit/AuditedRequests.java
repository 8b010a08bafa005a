package io.atlas.connections.audit;

import io.atlas.connections.account.AccountOfToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Records each request that changed something, whichever route it took: a new one cannot be
 * forgotten.
 */
@Component
final class AuditedRequests implements HandlerInterceptor, WebMvcConfigurer {

  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

  /** They change nothing; firing has a log of its own. */
  private static final Set<String> HARMLESS =
      Set.of("fire", "test-fire", "preview", "test", "discover");

  private final Audit audit;
  private final AccountOfToken accounts;

  AuditedRequests(Audit audit, AccountOfToken accounts) {
    this.audit = audit;
    this.accounts = accounts;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**");
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failed) {
    String route =
        String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    String last = route.substring(route.lastIndexOf('/') + 1);
    boolean done = failed == null && response.getStatus() < 300;
    if (done && CHANGING.contains(request.getMethod()) && !HARMLESS.contains(last)) {
      accounts
          .of(request.getUserPrincipal())
          .ifPresent(account ->
              audit.record(account, request.getMethod() + " " + route, id(request, response), ""));
    }
  }

  /** As the path names it, or the place of what was made. */
  private static String id(HttpServletRequest request, HttpServletResponse response) {
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> variables
        && variables.get("id") instanceof String id) {
      return id;
    }
    String location = response.getHeader(HttpHeaders.LOCATION);
    return location == null ? "-" : location.substring(location.lastIndexOf('/') + 1);
  }
}
