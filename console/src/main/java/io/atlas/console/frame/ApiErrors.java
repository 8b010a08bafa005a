package io.atlas.console.frame;

import io.atlas.console.edge.Refusal;
import io.atlas.kit.problem.FieldError;
import io.atlas.kit.problem.Problems;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Problem details that name fields, for programs; what has no field to name is told by {@link
 * ErrorPages}.
 */
@RestControllerAdvice(annotations = RestController.class)
@Order(-1)
class ApiErrors {

  private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

  @ExceptionHandler({
    DataAccessException.class,
    CannotCreateTransactionException.class,
    BulkheadFullException.class
  })
  ResponseEntity<ProblemDetail> historyAway(Exception away) {
    Refusal refusal = HistoryFailure.of(away);
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatusCode.valueOf(refusal.status()), refusal.detail());
    ResponseEntity.HeadersBuilder<?> answer = ResponseEntity.of(problem);
    if (away instanceof BulkheadFullException) {
      answer.header(HttpHeaders.RETRY_AFTER, HistoryFailure.RETRY_AFTER);
    }
    return answer.build();
  }

  @ExceptionHandler
  ProblemDetail brokerAway(KafkaException away) {
    log.warn("the broker did not answer: {}", away.toString());
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.SERVICE_UNAVAILABLE,
        "The broker did not answer; nothing is known to have fired.");
  }

  @ExceptionHandler
  ProblemDetail unusable(UnusableParameterException unusable) {
    return badField(unusable.field(), String.valueOf(unusable.getMessage()));
  }

  @ExceptionHandler
  ProblemDetail unusable(MethodArgumentTypeMismatchException unusable) {
    return badField(unusable.getName(), expected(unusable.getRequiredType()));
  }

  private static ProblemDetail badField(String field, String message) {
    return Problems.badFields(List.of(new FieldError(field, message)));
  }

  private static String expected(@Nullable Class<?> type) {
    if (type != null && type.isEnum()) {
      return "must be one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    return type == Instant.class
        ? "must be a time in UTC such as 2027-01-31T12:00:00Z"
        : "must be a whole number";
  }
}
