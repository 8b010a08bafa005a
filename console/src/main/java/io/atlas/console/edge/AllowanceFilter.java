package io.atlas.console.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers 429 to whoever asks for more than is fair. */
public final class AllowanceFilter extends OncePerRequestFilter {

  private final Allowances allowances;
  private final Function<HttpServletRequest, Optional<String>> whose;

  /**
   * @param whose whom the request counts for; empty where it counts for nobody
   */
  public AllowanceFilter(
      Allowances allowances, Function<HttpServletRequest, Optional<String>> whose) {
    this.allowances = allowances;
    this.whose = whose;
  }

  /** There are several of this class. */
  @Override
  protected String getAlreadyFilteredAttributeName() {
    return super.getAlreadyFilteredAttributeName() + System.identityHashCode(this);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Duration wait = whose.apply(request).map(allowances::take).orElse(Duration.ZERO);
    if (wait.isZero()) {
      chain.doFilter(request, response);
      return;
    }
    long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    new Refusal(
            429,
            "Too many requests",
            "More came in a short time than one may ask for. Wait "
                + (seconds == 1 ? "a second" : seconds + " seconds")
                + ", then try again.")
        .send(request, response);
  }
}
