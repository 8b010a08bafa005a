package io.atlas.console.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/**
 * Leads back to the page that was asked for, and lets the session live. Before that it is anybody's
 * who ever asked for a page, and is kept no longer than a sign-in takes.
 */
@Component
class SignedIn implements AuthenticationSuccessHandler, HttpSessionListener {

  private static final Duration SIGNING_IN = Duration.ofMinutes(10);

  private final RequestCache asked = new HttpSessionRequestCache();

  @Override
  public void sessionCreated(HttpSessionEvent created) {
    created.getSession().setMaxInactiveInterval((int) SIGNING_IN.toSeconds());
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication person)
      throws IOException {
    HttpSession session = request.getSession();
    session.setMaxInactiveInterval(
        (int) Duration.ofMinutes(request.getServletContext().getSessionTimeout()).toSeconds());
    String page = page(request, response);
    asked.removeRequest(request, response);
    response.sendRedirect(page);
  }

  /** Path and query, never the host that the request named. */
  private String page(HttpServletRequest request, HttpServletResponse response) {
    if (!(asked.getRequest(request, response) instanceof DefaultSavedRequest saved)) {
      return "/";
    }
    String path = saved.getRequestURI();
    String query = saved.getQueryString();
    return path == null ? "/" : query == null ? path : path + "?" + query;
  }
}
