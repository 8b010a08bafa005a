package io.atlas.kit.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 400 to parameters that no database and no topic can hold: the character NUL, and halves
 * of surrogate pairs. Values in JSON bodies are looked at where each is read.
 */
public final class TextFilter extends OncePerRequestFilter {

  private static final String PROBLEM =
      "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"A parameter holds a character that"
          + " cannot be kept: NUL, or half of a surrogate pair.\"}";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean usable =
        request.getParameterMap().entrySet().stream()
            .flatMap(
                each -> Stream.concat(Stream.of(each.getKey()), Arrays.stream(each.getValue())))
            .allMatch(TextFilter::isUsable);
    if (usable) {
      chain.doFilter(request, response);
      return;
    }
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    if (accepted != null && accepted.contains(MediaType.TEXT_HTML_VALUE)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(PROBLEM.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a text can be kept as it is. */
  public static boolean isUsable(String text) {
    return text.indexOf('\0') < 0
        && text.codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
