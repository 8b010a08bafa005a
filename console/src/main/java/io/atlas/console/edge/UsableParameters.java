package io.atlas.console.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets parameters through that are text and whose names can stand for a field. No page of ours
 * sends others, and what lies behind (form binding, the database) has no answer to them.
 */
public final class UsableParameters extends OncePerRequestFilter {

  /** Rows of a list in a form; the largest that is sent has some 100. */
  private static final int MOST_ROWS = 256;

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int status = status(request);
    if (status == HttpServletResponse.SC_OK) {
      chain.doFilter(request, response);
      return;
    }
    new Refusal(
            status,
            "This can't be used",
            "A field of the address or of the form has a name or a value that nothing can be made"
                + " of. Go back, correct it and send it again.")
        .send(request, response);
  }

  /** 200 where all can be used. */
  private static int status(HttpServletRequest request) {
    try {
      boolean usable = true;
      for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
        usable &= isName(parameter.getKey());
        for (String value : parameter.getValue()) {
          usable &= isText(value);
        }
      }
      return usable ? HttpServletResponse.SC_OK : HttpServletResponse.SC_BAD_REQUEST;
    } catch (InvalidParameterException unreadable) {
      // A broken escape, too many parameters, or (413) a form that is too large.
      return unreadable.getErrorCode();
    }
  }

  /** A path of properties; what stands in brackets is a row's number. */
  static boolean isName(String name) {
    int open = -1;
    for (int at = 0; at < name.length(); at++) {
      char character = name.charAt(at);
      if (character == '[') {
        if (open >= 0) {
          return false;
        }
        open = at;
      } else if (character == ']') {
        if (open < 0 || !isRow(name.substring(open + 1, at))) {
          return false;
        }
        open = -1;
      }
    }
    return open < 0 && isText(name);
  }

  private static boolean isRow(String index) {
    return index.length() >= 1
        && index.length() <= 3
        && index.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        && Integer.parseInt(index) < MOST_ROWS;
  }

  /** Whether it can be kept: PostgreSQL and UTF-8 know neither NUL nor half a character. */
  public static boolean isText(String value) {
    return value.indexOf('\0') < 0
        && value.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }
}
