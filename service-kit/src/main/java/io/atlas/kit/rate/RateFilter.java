package io.atlas.kit.rate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers 429 to whoever asks too often, before anything is done for the request. */
final class RateFilter extends OncePerRequestFilter {

  /**
   * A customer of a network provider is given that much of an IPv6 address, and may use all of it.
   */
  private static final int NETWORK_BYTES = 8;

  private static final String PROBLEM =
      "{\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"More requests than are taken a"
          + " second. Wait a second, then go on more slowly.\"}";

  private final RequestRates rates;
  private final Function<HttpServletRequest, @Nullable String> who;

  /**
   * @param who is counted; null for a request that is not
   */
  RateFilter(RequestRates rates, Function<HttpServletRequest, @Nullable String> who) {
    this.rates = rates;
    this.who = who;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String counted = who.apply(request);
    if (counted == null || rates.tryAcquire(counted)) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    if (accepted != null && accepted.contains(MediaType.TEXT_HTML_VALUE)) {
      response.sendError(429);
      return;
    }
    response.setStatus(429);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(PROBLEM.getBytes(StandardCharsets.UTF_8));
  }

  /** The caller's address, of IPv6 its network. */
  static String network(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address six
          ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
          : address;
    } catch (IllegalArgumentException noLiteral) {
      return address;
    }
  }
}
