package io.atlas.console.frame;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A form that htmx sent stays on the page until it is known what became of it: where it led
 * elsewhere, the browser is told to go there, instead of htmx fetching that page unseen.
 */
@Component
final class HtmxRedirects extends OncePerRequestFilter {

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || request.getHeader("HX-Request") == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, new Told(response));
  }

  private static final class Told extends HttpServletResponseWrapper {

    Told(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) {
      tell(location);
    }

    @Override
    public void sendRedirect(String location) {
      tell(location);
    }

    private void tell(String location) {
      setHeader("HX-Redirect", location);
      setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
  }
}
