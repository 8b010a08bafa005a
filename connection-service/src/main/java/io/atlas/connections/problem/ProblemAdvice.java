package io.atlas.connections.problem;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what controllers throw into problem details; says nothing of the inside. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidFieldsException invalid) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST, "Some fields of the request cannot be used.");
    problem.setProperty("errors", invalid.errors());
    return answer(problem);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> problem(ProblemException problem) {
    return answer(problem.detail());
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<ProblemDetail> databaseAway(Exception away) {
    log.warn("the database is away: {}", away.toString());
    return answer(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE, "The database is not available; try again shortly."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(Exception unexpected) {
    log.error("unexpected", unexpected);
    return answer(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.INTERNAL_SERVER_ERROR, "Something unexpected went wrong; it was logged."));
  }

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .headers(headers -> {
          if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            headers.setAll(Map.of("Retry-After", "5"));
          }
        })
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  /** For what Spring itself refuses, such as an unknown path or method. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body,
      org.springframework.http.HttpHeaders headers,
      org.springframework.http.HttpStatusCode status,
      org.springframework.web.context.request.WebRequest request) {
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }
}
