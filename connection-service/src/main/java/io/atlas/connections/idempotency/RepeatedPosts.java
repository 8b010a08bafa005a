package io.atlas.connections.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atlas.connections.account.Account;
import io.atlas.connections.account.AccountOfToken;
import io.atlas.connections.idempotency.StoredAnswers.Claim;
import io.atlas.connections.idempotency.StoredAnswers.StoredAnswer;
import io.atlas.connections.problem.FieldError;
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
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * A POST with an {@code Idempotency-Key} that was answered with success is answered the same way
 * again, without being carried out again. A failure is not kept: the repeat tries anew.
 */
@Component
class RepeatedPosts extends OncePerRequestFilter {

  private static final String HEADER = "Idempotency-Key";
  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7E]{1,255}");
  private static final int LARGEST_BODY = 2 << 20;
  private static final String[] KEPT_HEADERS = {"Location", "ETag", "Content-Type"};

  private final AccountOfToken accounts;
  private final StoredAnswers answers;
  private final Fingerprints fingerprints;
  private final JsonMapper json;

  RepeatedPosts(
      AccountOfToken accounts, StoredAnswers answers, Fingerprints fingerprints, JsonMapper json) {
    this.accounts = accounts;
    this.answers = answers;
    this.fingerprints = fingerprints;
    this.json = json;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || request.getHeader(HEADER) == null;
  }

  /** Behind the security filters: who is not signed in does not come here. */
  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Account> account = accounts.of(request.getUserPrincipal());
    String key = request.getHeader(HEADER);
    if (account.isEmpty()) {
      chain.doFilter(request, response);
    } else if (!USABLE.matcher(key).matches()) {
      ProblemDetail unusable =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.BAD_REQUEST, "Some fields of the request cannot be used.");
      unusable.setProperty(
          "errors", List.of(new FieldError(HEADER, "must be 1 to 255 visible ASCII characters")));
      problem(response, unusable);
    } else {
      byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
      answerOnce(account.get().id(), key, new ReadAgain(request, body), response, chain);
    }
  }

  private void answerOnce(
      String accountId,
      String key,
      ReadAgain request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    String fingerprint = fingerprints.of(request.getRequestURI().getBytes(UTF_8), request.body());
    Claim claim;
    try {
      claim = answers.claim(accountId, key, fingerprint);
    } catch (DataAccessException away) {
      problem(response, HttpStatus.SERVICE_UNAVAILABLE, "The database is not available.");
      return;
    }
    switch (claim) {
      case Claim.First _ -> carryOut(accountId, key, request, response, chain);
      case Claim.Answered(StoredAnswer answer) -> repeat(answer, response);
      case Claim.InProgress _ ->
          problem(
              response,
              HttpStatus.CONFLICT,
              "The first request with this " + HEADER + " is still being answered.");
      case Claim.OtherRequest _ ->
          problem(
              response,
              HttpStatus.UNPROCESSABLE_ENTITY,
              "This " + HEADER + " was used for a different request.");
    }
  }

  private void carryOut(
      String accountId,
      String key,
      ReadAgain request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
    boolean succeeded = false;
    try {
      chain.doFilter(request, kept);
      succeeded = kept.getStatus() / 100 == 2;
    } finally {
      remember(accountId, key, succeeded ? answer(kept) : null);
    }
    kept.copyBodyToResponse();
  }

  /** Whatever comes of this, the caller has the answer; without it a repeat waits, then is new. */
  private void remember(String accountId, String key, @Nullable StoredAnswer answer) {
    try {
      if (answer == null) {
        answers.release(accountId, key);
      } else {
        answers.keep(accountId, key, answer);
      }
    } catch (DataAccessException away) {
      logger.warn("an answer could not be kept for repeats: " + away);
    }
  }

  private static StoredAnswer answer(ContentCachingResponseWrapper response) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : KEPT_HEADERS) {
      String value = response.getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return new StoredAnswer(
        response.getStatus(), headers, new String(response.getContentAsByteArray(), UTF_8));
  }

  private static void repeat(StoredAnswer answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setHeader("Idempotent-Replayed", "true");
    response.getOutputStream().write(answer.body().getBytes(UTF_8));
  }

  private void problem(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    problem(response, ProblemDetail.forStatusAndDetail(status, detail));
  }

  private void problem(HttpServletResponse response, ProblemDetail problem) throws IOException {
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }
}
