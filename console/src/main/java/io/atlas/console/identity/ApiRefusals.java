package io.atlas.console.identity;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What a program is told that may not come in: problem details, and the headers of RFC 6750. */
@Component
class ApiRefusals implements RequestRejectedHandler {

  private final RequestRejectedHandler toPeople = new HttpStatusRequestRejectedHandler();

  private final BearerTokenAuthenticationEntryPoint unauthorized =
      new BearerTokenAuthenticationEntryPoint();
  private final BearerTokenAccessDeniedHandler forbidden = new BearerTokenAccessDeniedHandler();
  private final JsonMapper json;

  ApiRefusals(JsonMapper json) {
    this.json = json;
  }

  void signInNeeded(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException {
    unauthorized.commence(request, response, refused);
    write(response, "Send an access token of the configured issuer as a bearer token.");
  }

  void scopeMissing(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
      throws IOException {
    forbidden.handle(request, response, refused);
    write(response, "The access token lacks the scope that this needs.");
  }

  /** What the firewall refuses before any route is looked for, such as {@code //}. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
      throws IOException, ServletException {
    if (!request.getRequestURI().startsWith(request.getContextPath() + "/api/")) {
      toPeople.handle(request, response, rejected);
      return;
    }
    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    write(
        response,
        "The request is malformed: its path has an empty part, or its path or a header has"
            + " characters that are not allowed there.");
  }

  private void write(HttpServletResponse response, String detail) throws IOException {
    HttpStatus status = HttpStatus.valueOf(response.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response
        .getOutputStream()
        .write(json.writeValueAsBytes(ProblemDetail.forStatusAndDetail(status, detail)));
  }
}
