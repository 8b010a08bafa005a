package io.atlas.console.frame;

import io.atlas.console.ConsoleProperties;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Pages of the frame itself: the start, errors, after signing out, the theme. */
@Controller
class FramePages implements ErrorController {

  private static final Duration KEPT = Duration.ofDays(400);

  private final boolean secureCookies;

  FramePages(ConsoleProperties properties) {
    this.secureCookies = properties.secureCookies();
  }

  @GetMapping("/")
  String start() {
    return "redirect:/actions";
  }

  @GetMapping("/signed-out")
  String signedOut() {
    return "console/signed-out";
  }

  @GetMapping("/sign-in-failed")
  String signInFailed(HttpServletResponse response, Model model) {
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    model.addAttribute("title", "The sign-in failed");
    model.addAttribute(
        "detail", "The identity provider did not confirm who you are. Try to sign in again.");
    return "console/error";
  }

  @PostMapping("/theme")
  String theme(
      @RequestParam String theme,
      @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String referer,
      HttpServletResponse response) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(Theme.COOKIE, Theme.of(theme).attribute())
            .path("/")
            .maxAge(KEPT)
            .sameSite("Lax")
            .secure(secureCookies)
            .build()
            .toString());
    return "redirect:" + SameSite.path(referer);
  }

  @RequestMapping("/error")
  String error(HttpServletRequest request, HttpServletResponse response, Model model) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    model.addAttribute("path", failed == null ? "" : failed);
    model.addAttribute("title", title(status));
    model.addAttribute("detail", detail(status));
    return "console/error";
  }

  private static String title(@Nullable HttpStatus status) {
    if (status == null) {
      return "This did not work";
    }
    return switch (status) {
      case NOT_FOUND -> "There is nothing here";
      case FORBIDDEN -> "Your sign-in does not allow this";
      case SERVICE_UNAVAILABLE -> "Not available at the moment";
      case TOO_MANY_REQUESTS -> "Too many requests";
      case BAD_REQUEST -> "The address or the form cannot be read";
      default -> "This did not work";
    };
  }

  private static String detail(@Nullable HttpStatus status) {
    if (status == null) {
      return "Go back and try again.";
    }
    return switch (status) {
      case NOT_FOUND -> "The address is wrong, or what it named is not in your account.";
      case FORBIDDEN ->
          "The page may have been open for too long: load it again. If it stays, ask the operator"
              + " for the rights you need: to look (atlas.read), to change (atlas.write) or to"
              + " operate (atlas.operate). Then sign out and in again.";
      case TOO_MANY_REQUESTS -> "Wait a second, then load the page again.";
      case BAD_REQUEST -> "Go back, or start from the navigation.";
      default -> "It was logged. Go back and try again; tell the operator if it stays.";
    };
  }
}
