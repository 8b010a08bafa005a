package io.atlas.console.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/** Leads back to the page that was asked for, and lets the session live from then on. */
@Component
class SignedIn implements AuthenticationSuccessHandler {

  private final RequestCache asked = new HttpSessionRequestCache();

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
