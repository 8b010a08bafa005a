package io.atlas.console.frame;

import io.atlas.console.edge.EdgeSettings;
import io.atlas.console.edge.Refusal;
import io.atlas.console.identity.Person;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Pages of the frame itself: the start, after signing out, the theme. */
@Controller
class FramePages {

  private static final Duration KEPT = Duration.ofDays(400);

  private static final Refusal NOT_CONFIRMED =
      new Refusal(
          401,
          "The sign-in failed",
          "The identity provider did not confirm who you are. Try to sign in again.");

  private final EdgeSettings edge;

  FramePages(EdgeSettings edge) {
    this.edge = edge;
  }

  @GetMapping("/")
  String start() {
    return "redirect:/actions";
  }

  @GetMapping("/account")
  String account() {
    return "redirect:/account/connections";
  }

  /**
   * Where a person stands after a test: the address, typed again or loaded again, is a page too.
   */
  @GetMapping("/account/connections/{id}/test")
  String tested(@PathVariable String id) {
    return Redirect.to("account", "connections", id);
  }

  @GetMapping("/signed-out")
  String signedOut() {
    return "console/signed-out";
  }

  @GetMapping("/sign-in-failed")
  void signInFailed(HttpServletRequest request, HttpServletResponse response) throws IOException {
    NOT_CONFIRMED.send(request, response);
  }

  /** For a page that is open: whose session it is now, and what its forms have to carry. */
  @GetMapping(path = "/session", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseBody
  Map<String, String> session(Person person, CsrfToken csrf) {
    return Map.of(
        "person", PersonKey.of(person), "header", csrf.getHeaderName(), "token", csrf.getToken());
  }

  @PostMapping("/theme")
  String theme(
      @RequestParam String theme,
      @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String referer,
      HttpServletRequest request,
      HttpServletResponse response) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(edge.cookieName(Theme.COOKIE), Theme.of(theme).attribute())
            .path("/")
            .maxAge(KEPT)
            .sameSite("Lax")
            .httpOnly(true)
            .secure(edge.secureCookies() || request.isSecure())
            .build()
            .toString());
    return "redirect:" + SameSite.path(referer);
  }
}
