package io.atlas.console.identity;

import io.atlas.console.edge.Refusal;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CsrfException;

/** Where people go who may not have a page: to the sign-in, or to a page that says why. */
final class PageRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  private static final Refusal SIGN_IN_FIRST =
      new Refusal(401, "Sign in first", "There is no session, or it has ended. Nothing was done.");

  private static final Refusal STALE_FORM =
      new Refusal(
          403,
          "This page was open for too long",
          "Nothing was done: the session that it belonged to has ended.");

  private static final Refusal DENIED =
      new Refusal(
          403,
          "Your sign-in does not allow this",
          "Ask the operator of this console for the right you need; then sign out here and sign in"
              + " again.");

  private final LoginUrlAuthenticationEntryPoint signIn;

  PageRefusals(String signInPath) {
    this.signIn = new LoginUrlAuthenticationEntryPoint(signInPath);
    signIn.setFavorRelativeUris(true);
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException, ServletException {
    String accepted = Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse("");
    if (request.getHeader("HX-Request") != null) {
      // A page that is only read is loaded again. One that is typed into stays, secrets and all.
      if (!request.getMethod().equals("POST")) {
        response.setHeader("HX-Refresh", "true");
      }
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else if (accepted.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
      // A browser does not come again after this, as it does after a stream that ended.
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else if ((accepted.contains("json") && !accepted.contains("html")) || isFilledIn(request)) {
      SIGN_IN_FIRST.send(request, response);
    } else {
      signIn.commence(request, response, why);
    }
  }

  /** Whoever typed something is not led away from it. */
  private static boolean isFilledIn(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && request.getParameterMap().keySet().stream().anyMatch(name -> !name.equals("_csrf"));
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    refusal(denied).send(request, response);
  }

  private static Refusal refusal(AccessDeniedException denied) {
    if (denied instanceof CsrfException) {
      return STALE_FORM;
    }
    return denied instanceof AuthorizationDeniedException byRule
            && byRule.getAuthorizationResult() instanceof PageAccess.Decision decision
            && decision.refusal() != null
        ? decision.refusal()
        : DENIED;
  }
}
