package io.atlas.kit.rate;

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

/** Answers 429 to whoever asks too often, before anything is done for the request. */
public final class RateFilter extends OncePerRequestFilter {

  private final Allowances allowances;
  private final Function<HttpServletRequest, Optional<String>> whose;
  private final Refusal refusal;

  /** Writes the response; its {@code Retry-After} is set already. */
  @FunctionalInterface
  public interface Refusal {

    void send(HttpServletRequest request, HttpServletResponse response, long seconds)
        throws IOException;
  }

  /**
   * @param whose whom the request counts for; empty where it counts for nobody
   */
  public RateFilter(
      Allowances allowances,
      Function<HttpServletRequest, Optional<String>> whose,
      Refusal refusal) {
    this.allowances = allowances;
    this.whose = whose;
    this.refusal = refusal;
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
    long seconds = Allowances.seconds(wait);
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    refusal.send(request, response, seconds);
  }
}
