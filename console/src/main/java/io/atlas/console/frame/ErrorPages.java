package io.atlas.console.frame;

import io.atlas.console.edge.Refusal;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Controller;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.ModelAndView;
import tools.jackson.databind.json.JsonMapper;

/** Where every request that failed ends: a page for people, problem details for programs. */
@Controller
class ErrorPages implements ErrorController {

  private final PageFrame frame;
  private final ErrorAttributes errors;
  private final JsonMapper json;

  ErrorPages(PageFrame frame, ErrorAttributes errors, JsonMapper json) {
    this.frame = frame;
    this.errors = errors;
    this.json = json;
  }

  @RequestMapping("/error")
  @Nullable ModelAndView error(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // Nothing failed where somebody opened this address.
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer failed
            ? failed
            : HttpServletResponse.SC_NOT_FOUND;
    response.setStatus(status);
    Optional<Refusal> refusal = Refusal.of(request);
    String address = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
    if (isForProgram(request, address)) {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response
          .getOutputStream()
          .write(json.writeValueAsBytes(problem(request, status, refusal, address)));
      return null;
    }
    Refusal shown = refusal.orElseGet(() -> words(status));
    return frame
        .of(request, "console/error")
        .addObject("path", address)
        .addObject("kept", kept(request))
        .addObject("mustSignIn", request.getUserPrincipal() == null)
        .addObject("title", shown.title())
        .addObject("detail", shown.detail());
  }

  /** What was typed into the form that could not be taken; empty where nothing was. */
  private static Map<String, String> kept(HttpServletRequest request) {
    // The dispatch to this page is a GET (Servlet 6.1 section 10.9.2).
    return "POST".equals(request.getAttribute(RequestDispatcher.ERROR_METHOD))
        ? KeptFields.of(TypedForm.of(request.getParameterMap()))
        : Map.of();
  }

  private static boolean isForProgram(HttpServletRequest request, String address) {
    String accepted = Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse("");
    return address.startsWith(request.getContextPath() + "/api/")
        || (accepted.contains("json") && !accepted.contains("html"));
  }

  private ProblemDetail problem(
      HttpServletRequest request, int status, Optional<Refusal> refusal, String address) {
    ProblemDetail problem =
        refusal.isEmpty()
                && errors.getError(new ServletWebRequest(request)) instanceof ErrorResponse known
            ? known.getBody()
            : ProblemDetail.forStatusAndDetail(
                HttpStatusCode.valueOf(status), refusal.orElseGet(() -> words(status)).detail());
    problem.setInstance(uri(address));
    return problem;
  }

  private static @Nullable URI uri(String address) {
    try {
      return new URI(address);
    } catch (URISyntaxException odd) {
      return null;
    }
  }

  private static Refusal words(int status) {
    return switch (status) {
      case 401 -> new Refusal(status, "Sign in first", "There is no session, or it has ended.");
      case 403 ->
          new Refusal(
              status,
              "Your sign-in does not allow this",
              "Ask the operator of this console for the right you need; then sign out here and sign"
                  + " in again.");
      case 404 ->
          new Refusal(
              status,
              "There is nothing here",
              "The address is wrong, or what it named is not in your account.");
      case 405 ->
          new Refusal(
              status,
              "This can't be done here",
              "The address exists, but not for a request of this kind. Start at the first page.");
      case 413 ->
          new Refusal(status, "That is too large", "Send less at once: a form may have 4 MB.");
      case 503 -> new Refusal(status, "Not available at the moment", "Try again shortly.");
      default ->
          status >= 500 || status < 400
              ? new Refusal(
                  500,
                  "This did not work",
                  "It was logged. Go back and try again; tell the operator if it stays.")
              : new Refusal(
                  status,
                  "This can't be used",
                  "The address, or what was sent to it, has something that nothing can be made of."
                      + " Go back, correct it and send it again.");
    };
  }
}
