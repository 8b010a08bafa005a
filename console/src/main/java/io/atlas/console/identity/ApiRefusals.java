package io.atlas.console.identity;

import io.atlas.console.edge.Refusal;
import io.atlas.kit.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What a program is told that may not come in: problem details, and the headers of RFC 6750. */
@Component
class ApiRefusals implements RequestRejectedHandler {

  private static final Refusal MALFORMED =
      new Refusal(
          400,
          "This address can't be used",
          "It has characters, or parts, that no address of this console has. Check it, or start at"
              + " the first page.");

  private final BearerTokenAuthenticationEntryPoint unauthorized =
      new BearerTokenAuthenticationEntryPoint();
  private final BearerTokenAccessDeniedHandler forbidden = new BearerTokenAccessDeniedHandler();
  private final PageHeaders headers;
  private final People people;
  private final Problems problems;

  ApiRefusals(PageHeaders headers, People people, JsonMapper json) {
    this.headers = headers;
    this.people = people;
    this.problems = new Problems(json);
  }

  void signInNeeded(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException {
    unauthorized.commence(request, response, refused);
    problems.write(response, "Send an access token of the configured issuer as a bearer token.");
  }

  void scopeMissing(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
      throws IOException {
    forbidden.handle(request, response, refused);
    problems.write(
        response,
        people.find(request.getUserPrincipal()).isPresent()
            ? "The access token lacks the scope that this needs."
            : "The access token names no account, or one that can't be used: an account is 1 to 128"
                + " printable characters.");
  }

  /** What the firewall refuses before any route is looked for, such as {@code //}. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
      throws IOException {
    if (!request.getRequestURI().startsWith(request.getContextPath() + "/api/")) {
      headers.writeHeaders(request, response);
      MALFORMED.send(request, response);
      return;
    }
    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    problems.write(
        response,
        "The request is malformed: its path has an empty part, or its path or a header has"
            + " characters that are not allowed there.");
  }
}
