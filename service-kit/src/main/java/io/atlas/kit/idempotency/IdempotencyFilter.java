package io.atlas.kit.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atlas.kit.identity.AccountOfCaller;
import io.atlas.kit.problem.FieldError;
import io.atlas.kit.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * A POST with an {@code Idempotency-Key} that succeeded gets the same response again for a day,
 * without being carried out again. A failure is not kept: the repeat tries anew.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

  private static final String HEADER = "Idempotency-Key";
  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7E]{1,255}");
  private static final int LARGEST_BODY = 2 << 20;
  private static final String[] KEPT_HEADERS = {"Location", "ETag", "Content-Type"};

  private final AccountOfCaller accounts;
  private final IdempotencyStore store;
  private final Fingerprints fingerprints;
  private final Problems problems;

  IdempotencyFilter(
      AccountOfCaller accounts,
      IdempotencyStore store,
      Fingerprints fingerprints,
      Problems problems) {
    this.accounts = accounts;
    this.store = store;
    this.fingerprints = fingerprints;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || request.getHeader(HEADER) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> account = accounts.accountOf(request.getUserPrincipal());
    String key = request.getHeader(HEADER);
    if (account.isEmpty()) {
      chain.doFilter(request, response);
    } else if (!USABLE.matcher(key).matches()) {
      problems.write(
          response,
          Problems.badFields(
              List.of(new FieldError(HEADER, "must be 1 to 255 visible ASCII characters"))));
    } else {
      byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
      once(account.get(), key, new CachedBodyRequest(request, body), response, chain);
    }
  }

  private void once(
      String accountId,
      String key,
      CachedBodyRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    String query = request.getQueryString();
    String target = request.getRequestURI() + (query == null ? "" : "?" + query);
    String fingerprint = fingerprints.of(target.getBytes(UTF_8), request.body());
    Reservation reservation;
    try {
      reservation = store.reserve(accountId, key, fingerprint);
    } catch (DataAccessException away) {
      problem(response, HttpStatus.SERVICE_UNAVAILABLE, "The database is not available.");
      return;
    }
    switch (reservation) {
      case Reservation.Taken _ -> carryOut(accountId, key, request, response, chain);
      case Reservation.Responded(StoredResponse stored) -> repeat(stored, response);
      case Reservation.InProgress _ ->
          problem(
              response,
              HttpStatus.CONFLICT,
              "The first request with this " + HEADER + " is still being answered.");
      case Reservation.OfOtherRequest _ ->
          problem(
              response,
              HttpStatus.UNPROCESSABLE_ENTITY,
              "This " + HEADER + " was used for a different request.");
    }
  }

  private void carryOut(
      String accountId,
      String key,
      CachedBodyRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
    boolean succeeded = false;
    try {
      chain.doFilter(request, kept);
      succeeded = kept.getStatus() / 100 == 2;
    } finally {
      remember(accountId, key, succeeded ? stored(kept) : null);
    }
    kept.copyBodyToResponse();
  }

  /**
   * Whatever comes of this, the caller has the response; without it a repeat waits, then is new.
   */
  private void remember(String accountId, String key, @Nullable StoredResponse response) {
    try {
      if (response == null) {
        store.release(accountId, key);
      } else {
        store.keep(accountId, key, response);
      }
    } catch (DataAccessException away) {
      logger.warn("a response could not be kept for repeats: " + away);
    }
  }

  private static StoredResponse stored(ContentCachingResponseWrapper response) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : KEPT_HEADERS) {
      String value = response.getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return new StoredResponse(
        response.getStatus(), headers, new String(response.getContentAsByteArray(), UTF_8));
  }

  private static void repeat(StoredResponse stored, HttpServletResponse response)
      throws IOException {
    response.setStatus(stored.status());
    stored.headers().forEach(response::setHeader);
    response.setHeader("Idempotent-Replayed", "true");
    response.getOutputStream().write(stored.body().getBytes(UTF_8));
  }

  private void problem(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    problems.write(response, ProblemDetail.forStatusAndDetail(status, detail));
  }
}
