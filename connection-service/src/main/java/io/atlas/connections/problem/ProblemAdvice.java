package io.atlas.connections.problem;

import io.atlas.kit.problem.FieldError;
import io.atlas.kit.problem.Problems;
import io.atlas.kit.rate.AccountShares;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what controllers throw into problem details; says nothing of the inside. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidFieldsException invalid) {
    return response(Problems.badFields(invalid.errors()), null);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> problem(ProblemException problem) {
    return response(problem.detail(), problem.retryAfter());
  }

  /** What an account has too much of under way ends soon. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(BulkheadFullException full) {
    return response(
        ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, AccountShares.refusal(full)),
        Duration.ofSeconds(1));
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<ProblemDetail> databaseAway(Exception away) {
    log.warn("the database is away: {}", away.toString());
    return response(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE, "The database is not available; try again shortly."),
        null);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(Exception unexpected) {
    log.error("unexpected", unexpected);
    return response(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.INTERNAL_SERVER_ERROR, "Something unexpected went wrong; it was logged."),
        null);
  }

  private static ResponseEntity<ProblemDetail> response(
      ProblemDetail problem, @Nullable Duration retryAfter) {
    boolean away = problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value();
    Duration wait = retryAfter == null && away ? Duration.ofSeconds(5) : retryAfter;
    return ResponseEntity.status(problem.getStatus())
        .headers(headers -> {
          if (wait != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
          }
        })
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  /** A parameter of the wrong type; what it held is not shown. */
  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException misfit,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String name =
        misfit instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : String.valueOf(misfit.getPropertyName());
    Class<?> type = misfit.getRequiredType();
    String message =
        type == boolean.class || type == Boolean.class ? "must be true or false" : "does not fit";
    return createResponseEntity(
        Problems.badFields(List.of(new FieldError(name, message))), headers, status, request);
  }

  /** For what Spring itself refuses, such as an unknown path or method. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }
}
